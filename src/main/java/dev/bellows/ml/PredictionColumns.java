package dev.bellows.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The params that an estimator of predictors and its model share. */
final class PredictionColumns {
  final Param<String> features;
  final Param<String> label;
  final Param<String> prediction;
  final Param<String> handleInvalid;

  PredictionColumns(Params owner) {
    features =
        Checks.text(
            owner,
            "featuresCol",
            "the features: a column of vectors, arrays of numbers or numbers");
    label = Checks.text(owner, "labelCol", "the label: a column of numbers");
    prediction = Checks.text(owner, "predictionCol", "the column that takes the predictions");
    handleInvalid =
        Checks.oneOf(
            owner,
            "handleInvalid",
            "what is done with rows that have a null, NaN or infinity: error refuses them, skip"
                + " leaves them out, keep trains without them and predicts NaN",
            HandleInvalid.words());
    owner.setDefault(features, "features");
    owner.setDefault(label, "label");
    owner.setDefault(prediction, "prediction");
    owner.setDefault(handleInvalid, "error");
  }
}

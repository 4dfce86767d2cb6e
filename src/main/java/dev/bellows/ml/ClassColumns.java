package dev.bellows.ml;

import java.util.Arrays;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The params that an estimator of classifiers and its model share besides. */
final class ClassColumns {
  final Param<String> rawPrediction;
  final Param<String> probability;
  final DoubleArrayParam thresholds;

  ClassColumns(Params owner) {
    rawPrediction =
        Checks.text(
            owner,
            "rawPredictionCol",
            "the column that takes a vector of margins or logits, one for each class");
    probability =
        Checks.text(
            owner,
            "probabilityCol",
            "the column that takes a vector of the classes' probabilities");
    thresholds =
        Checks.numbers(
            owner,
            "thresholds",
            "one for each class: the class with the largest probability over its threshold is"
                + " predicted; default: all alike",
            "numbers of at least 0, at most one of them 0",
            values ->
                Arrays.stream(values).allMatch(v -> v >= 0 && v < Double.POSITIVE_INFINITY)
                    && Arrays.stream(values).filter(v -> v == 0).count() <= 1);
    owner.setDefault(rawPrediction, "rawPrediction");
    owner.setDefault(probability, "probability");
  }
}

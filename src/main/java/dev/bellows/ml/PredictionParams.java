package dev.bellows.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * The columns of an estimator of predictors, and of its model.
 *
 * @param <S> what setters return
 */
public interface PredictionParams<S> extends Params {

  /** Holds the params. */
  PredictionColumns columns();

  /** This. */
  S self();

  /** The features: a column of vectors, arrays of numbers or numbers; default {@code features}. */
  default Param<String> featuresCol() {
    return columns().features;
  }

  /** See {@link #featuresCol}. */
  default String getFeaturesCol() {
    return getOrDefault(featuresCol());
  }

  /** See {@link #featuresCol}. */
  default S setFeaturesCol(String name) {
    set(featuresCol(), name);
    return self();
  }

  /** The label: a column of numbers; default {@code label}. */
  default Param<String> labelCol() {
    return columns().label;
  }

  /** See {@link #labelCol}. */
  default String getLabelCol() {
    return getOrDefault(labelCol());
  }

  /** The column that takes the predictions; default {@code prediction}; empty for none. */
  default Param<String> predictionCol() {
    return columns().prediction;
  }

  /** See {@link #predictionCol}. */
  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  /** See {@link #predictionCol}. */
  default S setPredictionCol(String name) {
    set(predictionCol(), name);
    return self();
  }

  /**
   * What is done with rows that have a null, NaN or infinity: {@code error} (the default) refuses
   * them, {@code skip} leaves them out, {@code keep} trains without them and predicts NaN.
   */
  default Param<String> handleInvalid() {
    return columns().handleInvalid;
  }

  /** See {@link #handleInvalid}. */
  default String getHandleInvalid() {
    return getOrDefault(handleInvalid());
  }

  /** See {@link #handleInvalid}. */
  default S setHandleInvalid(String way) {
    set(handleInvalid(), way);
    return self();
  }
}

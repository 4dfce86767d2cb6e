package dev.bellows.ml;

import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;

/**
 * The columns of an estimator of classifiers, and of its model.
 *
 * @param <S> what setters return
 */
public interface ClassificationParams<S> extends PredictionParams<S> {

  /** Holds the params. */
  ClassColumns classColumns();

  /**
   * The column that takes a vector of margins or logits, one for each class; default {@code
   * rawPrediction}; empty for none. With one output {@code z} it is {@code [−z, z]}, as MLlib's.
   */
  default Param<String> rawPredictionCol() {
    return classColumns().rawPrediction;
  }

  /** See {@link #rawPredictionCol}. */
  default String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol());
  }

  /** See {@link #rawPredictionCol}. */
  default S setRawPredictionCol(String name) {
    set(rawPredictionCol(), name);
    return self();
  }

  /** The column that takes the classes' probabilities; default {@code probability}. */
  default Param<String> probabilityCol() {
    return classColumns().probability;
  }

  /** See {@link #probabilityCol}. */
  default String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  /** See {@link #probabilityCol}. */
  default S setProbabilityCol(String name) {
    set(probabilityCol(), name);
    return self();
  }

  /**
   * One number for each class: the class with the largest probability over its threshold is
   * predicted; not set: the class with the largest probability.
   */
  default DoubleArrayParam thresholds() {
    return classColumns().thresholds;
  }

  /** See {@link #thresholds}. */
  default double[] getThresholds() {
    return getOrDefault(thresholds());
  }

  /** See {@link #thresholds}. */
  default S setThresholds(double[] values) {
    set(thresholds(), values);
    return self();
  }
}

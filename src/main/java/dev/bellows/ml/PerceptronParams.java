package dev.bellows.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;

/**
 * The params of both perceptrons.
 *
 * @param <S> what setters return
 */
public interface PerceptronParams<S> extends PredictionParams<S> {

  /** Holds the params. */
  PerceptronLayers layers();

  /** The units of each hidden layer, none for a linear model; default {@code [100]}. */
  default IntArrayParam hiddenLayers() {
    return layers().hiddenLayers;
  }

  /** See {@link #hiddenLayers}. */
  default int[] getHiddenLayers() {
    return getOrDefault(hiddenLayers());
  }

  /** See {@link #hiddenLayers}. */
  default S setHiddenLayers(int... units) {
    set(hiddenLayers(), units);
    return self();
  }

  /** What hidden units make of their input: {@code relu}, the default, {@code tanh}, … */
  default Param<String> activation() {
    return layers().activation;
  }

  /** See {@link #activation}. */
  default String getActivation() {
    return getOrDefault(activation());
  }

  /** See {@link #activation}. */
  default S setActivation(String name) {
    set(activation(), name);
    return self();
  }

  /** The part of hidden units that training drops at random, 0 to below 1; default 0. */
  default DoubleParam dropout() {
    return layers().dropout;
  }

  /** See {@link #dropout}. */
  default double getDropout() {
    return (double) getOrDefault(dropout());
  }

  /** See {@link #dropout}. */
  default S setDropout(double part) {
    set(dropout(), part);
    return self();
  }

  /** What matrix products are computed in: {@code float32}, the default, or {@code float64}. */
  default Param<String> precision() {
    return layers().precision;
  }

  /** See {@link #precision}. */
  default String getPrecision() {
    return getOrDefault(precision());
  }

  /** See {@link #precision}. */
  default S setPrecision(String name) {
    set(precision(), name);
    return self();
  }
}

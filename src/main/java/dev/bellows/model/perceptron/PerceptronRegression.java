package dev.bellows.model.perceptron;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Rows;
import dev.bellows.model.GradientSum;
import dev.bellows.model.Measures;
import dev.bellows.model.Predictor;
import dev.bellows.model.RegressionLoss;

/**
 * A perceptron that predicts a number: its one output, whose loss for a row is half the squared
 * error. A row that weighs counts as often. Bits are as in {@link PerceptronClassification}.
 */
public final class PerceptronRegression implements Predictor {
  private static final long serialVersionUID = 1L;

  private final Propagation propagation;

  PerceptronRegression(Perceptron network) {
    if (network.outputs() != 1) {
      throw new IllegalArgumentException(
          "a network of %d outputs for a number; it takes 1".formatted(network.outputs()));
    }
    propagation = new Propagation(network, RegressionLoss.SQUARED);
  }

  /** The network that is trained. */
  public Perceptron network() {
    return propagation.network();
  }

  @Override
  public int columns() {
    return network().columns();
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public Layout layout() {
    return network().layout();
  }

  @Override
  public double[] initialParameters(long seed) {
    return network().initialParameters(seed);
  }

  /** With {@linkplain Perceptron#dropout dropout}. */
  @Override
  public GradientSum beginBatch(long key, double[] parameters, double[] gradient) {
    return propagation.beginBatch(key, parameters, gradient);
  }

  @Override
  public double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    return propagation.addLossAndGradient(examples, rows, count, parameters, gradient);
  }

  @Override
  public double loss(Examples examples, int[] rows, int count, double[] parameters) {
    return propagation.loss(examples, rows, count, parameters);
  }

  @Override
  public void predict(Rows rows, int[] chosen, int count, double[] parameters, double[] outputs) {
    propagation.predict(rows, chosen, count, parameters, outputs);
  }

  /** Beside the loss {@code rmse}, {@code r2} where the labels differ, and {@code mae}. */
  @Override
  public Measures measures() {
    return Measures.ofRegression(this, RegressionLoss.SQUARED);
  }
}

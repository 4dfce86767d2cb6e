package dev.bellows.model.perceptron;

import dev.bellows.model.Measures;
import dev.bellows.model.RegressionLoss;

/**
 * A perceptron that predicts a number: its one output, whose loss for a row is half the squared
 * error. A row that weighs counts as often. Bits are as in {@link PerceptronClassification}.
 */
public final class PerceptronRegression extends PerceptronObjective {
  private static final long serialVersionUID = 1L;

  PerceptronRegression(Perceptron network) {
    super(network, RegressionLoss.SQUARED);
    if (network.outputs() != 1) {
      throw new IllegalArgumentException(
          "a network of %d outputs for a number; it takes 1".formatted(network.outputs()));
    }
  }

  /** Beside the loss {@code rmse}, {@code r2} where the labels differ, and {@code mae}. */
  @Override
  public Measures measures() {
    return Measures.ofRegression(this, RegressionLoss.SQUARED);
  }
}

package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.model.Measures;
import dev.bellows.model.RegressionLoss;
import java.util.Map;

/**
 * A network that predicts a number: its one output, whose loss for a row is half the squared error.
 * A row that weighs counts as often.
 */
public final class NetworkRegression extends NetworkObjective {
  private static final long serialVersionUID = 1L;

  NetworkRegression(Architecture network, Freezing freezing) {
    super(network, RegressionLoss.SQUARED, null, freezing);
    if (network.outputs() != 1) {
      throw new InputException(
          "a network of %d outputs for a number; it takes 1".formatted(network.outputs()));
    }
  }

  @Override
  public NetworkRegression freeze(Map<String, Long> epochs) {
    return new NetworkRegression(network(), new Freezing(epochs));
  }

  /** Beside the loss {@code rmse}, {@code r2} where the labels differ, and {@code mae}. */
  @Override
  public Measures measures() {
    return Measures.ofRegression(this, RegressionLoss.SQUARED);
  }
}

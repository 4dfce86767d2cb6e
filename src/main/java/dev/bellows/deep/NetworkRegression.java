package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.model.Measures;
import dev.bellows.model.RegressionLoss;
import java.util.Set;

/**
 * A network that predicts a number: its one output, whose loss for a row is half the squared error.
 * A row that weighs counts as often.
 */
public final class NetworkRegression extends NetworkObjective {
  private static final long serialVersionUID = 1L;

  NetworkRegression(Network network) {
    super(network, RegressionLoss.SQUARED, null, Set.of());
    if (network.outputs() != 1) {
      throw new InputException(
          "a network of %d outputs for a number; it takes 1".formatted(network.outputs()));
    }
  }

  /** Beside the loss {@code rmse}, {@code r2} where the labels differ, and {@code mae}. */
  @Override
  public Measures measures() {
    return Measures.ofRegression(this, RegressionLoss.SQUARED);
  }
}

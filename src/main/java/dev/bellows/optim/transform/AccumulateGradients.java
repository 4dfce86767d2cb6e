package dev.bellows.optim.transform;

import dev.bellows.linalg.Vectors;
import dev.bellows.optim.Gate;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Outcome;
import java.util.Arrays;

/**
 * Lets one gradient through for every k: the mean of the k, as if they were one batch.
 *
 * @param batches k, 2 or more
 */
public record AccumulateGradients(long batches) implements Gate {
  private static final String SUM = "sum";
  private static final String HELD = "held";

  @Override
  public String name() {
    return "accumulate";
  }

  @Override
  public void init(Scope state, int size) {
    state.createArray(SUM, size);
    state.createCounter(HELD, 0);
  }

  @Override
  public Outcome admit(double[] gradient, int size, Scope state) {
    double[] sum = state.array(SUM);
    Vectors.addScaled(1, gradient, 0, sum, 0, size);
    double held = state.counter(HELD) + 1;
    if (held < batches) {
      state.set(HELD, held);
      return Outcome.HELD;
    }
    for (int i = 0; i < size; i++) {
      gradient[i] = sum[i] / batches;
    }
    Arrays.fill(sum, 0);
    state.set(HELD, 0);
    return Outcome.UPDATED;
  }
}

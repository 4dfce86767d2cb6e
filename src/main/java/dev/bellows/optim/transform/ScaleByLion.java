package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Lion (Chen and others, "Symbolic discovery of optimization algorithms", 2023): a step of one size
 * in the direction's sign, {@code c = β₁m + (1−β₁)u; m ← β₂m + (1−β₂)u; u ← sign(c)}.
 *
 * @param beta1 β₁, from 0 to less than 1
 * @param beta2 β₂, from 0 to less than 1
 */
public record ScaleByLion(double beta1, double beta2) implements Transform {
  private static final String FIRST = "first-moment";

  @Override
  public String name() {
    return "lion";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(FIRST, layout.size());
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] first = state.array(FIRST);
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double m = first[i];
      update[i] = Math.signum(beta1 * m + (1 - beta1) * u);
      first[i] = beta2 * m + (1 - beta2) * u;
    }
  }

  @Override
  public boolean hasRates() {
    return false;
  }
}

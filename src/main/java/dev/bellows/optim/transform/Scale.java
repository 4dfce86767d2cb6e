package dev.bellows.optim.transform;

import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.TensorRule;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Multiplies by a constant: {@code u ← c u}.
 *
 * @param factor c
 */
public record Scale(double factor) implements Transform {

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public boolean keepsZero(TensorRule tensor) {
    return factor >= 0;
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      update[i] *= factor;
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    for (int i = 0; i < range.to() - range.from(); i++) {
      rates[i] *= factor;
    }
  }
}

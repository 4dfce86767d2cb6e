package dev.bellows.optim.transform;

import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.TensorRule;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Keeps every element within bounds: {@code u ← min(c, max(−c, u))}, PyTorch's {@code
 * clip_grad_value_}.
 *
 * @param bound c, greater than 0
 */
public record ClipByValue(double bound) implements Transform {

  @Override
  public String name() {
    return "clip-value";
  }

  @Override
  public boolean keepsZero(TensorRule tensor) {
    return true;
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      update[i] = Math.min(bound, Math.max(-bound, update[i]));
    }
  }
}

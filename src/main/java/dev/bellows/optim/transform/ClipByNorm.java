package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Step;
import dev.bellows.optim.TensorRule;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;
import java.util.Arrays;

/**
 * Shortens what is longer than c: {@code u ← u · min(1, c / (‖u‖ + 1e-6))}, PyTorch's {@code
 * clip_grad_norm_} (Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural
 * networks", 2013). The norm is that of each tensor by itself, or of all that are not frozen
 * together.
 *
 * @param bound c, greater than 0
 * @param global whether all tensors have one norm
 */
public record ClipByNorm(double bound, boolean global) implements Transform {
  private static final double SMALL = 1e-6; // PyTorch's

  @Override
  public String name() {
    return global ? "clip-global-norm" : "clip-norm";
  }

  @Override
  public boolean keepsZero(TensorRule tensor) {
    return true;
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createWork(layout.tensors().size());
  }

  @Override
  public boolean needsWholeUpdate() {
    return true;
  }

  @Override
  public void begin(Step step, Scope state) {
    double[] factors = state.work();
    double sum = 0;
    for (int t = 0; t < step.tensors(); t++) {
      double squared = step.moves(t) ? step.squaredNormOfUpdate(t) : 0;
      factors[t] = factor(squared);
      sum += squared;
    }
    if (global) {
      Arrays.fill(factors, factor(sum));
    }
  }

  private double factor(double squaredNorm) {
    return Math.min(1, bound / (Math.sqrt(squaredNorm) + SMALL));
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double factor = state.work()[range.tensor()];
    if (factor == 1) {
      return;
    }
    double[] update = range.update();
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      update[i] *= factor;
    }
  }
}

package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Step;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * Adamax (Kingma and Ba, 2015, section 7.1), Adam with the largest norm in place of the second
 * moment: {@code m ← β₁m + (1−β₁)u; n ← max(β₂n, |u| + ε); u ← m / ((1−β₁ᵗ) n)}. PyTorch adds ε to
 * |u|, so that n is never 0.
 *
 * @param beta1 β₁, from 0 to less than 1
 * @param beta2 β₂, from 0 to less than 1
 * @param epsilon ε, greater than 0
 */
public record ScaleByAdamax(double beta1, double beta2, double epsilon)
    implements Transform, Corrections {
  private static final String FIRST = "first-moment";
  private static final String NORM = "infinity-norm";

  @Override
  public String name() {
    return "adamax";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(FIRST, layout.size());
    state.createArray(NORM, layout.size());
    state.createWork(layout.tensors().size());
  }

  @Override
  public void begin(Step step, Scope state) {
    Corrections.fill(step, state.work(), 1, this);
  }

  @Override
  public void put(long number, double[] to, int at) {
    to[at] = 1 / (1 - Math.pow(beta1, number));
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] first = state.array(FIRST);
    double[] norm = state.array(NORM);
    double scale = state.work()[range.tensor()];
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double m = beta1 * first[i] + (1 - beta1) * u;
      double n = Math.max(beta2 * norm[i], Math.abs(u) + epsilon);
      first[i] = m;
      norm[i] = n;
      update[i] = scale * m / n;
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double[] norm = state.array(NORM);
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      rates[i - from] /= norm[i];
    }
  }
}

package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Step;
import dev.bellows.optim.TensorRule;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;
import java.util.Arrays;

/**
 * AdaGrad (Duchi, Hazan and Singer, "Adaptive subgradient methods", 2011): {@code s ← s + u²; u ← u
 * / (√s + ε)}, or {@code u / √(s + ε)}; with a rate decay d the t-th step is divided by {@code 1 +
 * (t−1)d} besides, as in PyTorch.
 *
 * @param rateDecay d, 0 or more
 * @param initial the first s, 0 or more
 * @param epsilon ε, greater than 0
 * @param placement where ε stands
 */
public record ScaleByAdaGrad(
    double rateDecay, double initial, double epsilon, EpsilonPlacement placement)
    implements Transform {
  private static final String SUM = "sum-of-squares";

  @Override
  public String name() {
    return "adagrad";
  }

  @Override
  public boolean keepsZero(TensorRule tensor) {
    return true;
  }

  @Override
  public void init(Scope state, Layout layout) {
    Arrays.fill(state.createArray(SUM, layout.size()), initial);
    state.createWork(layout.tensors().size());
  }

  @Override
  public void begin(Step step, Scope state) {
    for (int t = 0; t < step.tensors(); t++) {
      state.work()[t] = 1 / (1 + (step.time(t) - 1) * rateDecay);
    }
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] sum = state.array(SUM);
    double part = state.work()[range.tensor()];
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double s = sum[i] + u * u;
      sum[i] = s;
      update[i] = part * u / placement.divisor(s, epsilon);
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double[] sum = state.array(SUM);
    double part = state.work()[range.tensor()];
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      rates[i - from] *= part / placement.divisor(sum[i], epsilon);
    }
  }
}

package dev.bellows.optim.transform;

import dev.bellows.linalg.Layout;
import dev.bellows.optim.OptimizerState.Scope;
import dev.bellows.optim.Transform;
import dev.bellows.optim.UpdateRange;

/**
 * RMSProp (Tieleman and Hinton, Coursera lecture 6.5, 2012): {@code s ← γs + (1−γ)u²; u ← u / (√s +
 * ε)}, or {@code u / √(s + ε)}. For the centred form see {@link ScaleByCenteredRmsProp}.
 *
 * @param decay γ, from 0 to less than 1 (PyTorch: alpha)
 * @param epsilon ε, greater than 0
 * @param placement where ε stands
 */
public record ScaleByRmsProp(double decay, double epsilon, EpsilonPlacement placement)
    implements Transform {
  private static final String MEAN = "mean-of-squares";

  @Override
  public String name() {
    return "rmsprop";
  }

  @Override
  public void init(Scope state, Layout layout) {
    state.createArray(MEAN, layout.size());
  }

  @Override
  public void apply(UpdateRange range, Scope state) {
    double[] update = range.update();
    double[] mean = state.array(MEAN);
    int from = range.from();
    int to = range.to();
    for (int i = from; i < to; i++) {
      double u = update[i];
      double s = decay * mean[i] + (1 - decay) * u * u;
      mean[i] = s;
      update[i] = u / placement.divisor(s, epsilon);
    }
  }

  @Override
  public void multiplyRates(UpdateRange range, Scope state, double[] rates) {
    double[] mean = state.array(MEAN);
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      rates[i - from] /= placement.divisor(mean[i], epsilon);
    }
  }
}

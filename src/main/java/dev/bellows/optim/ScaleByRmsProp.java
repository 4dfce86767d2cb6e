package dev.bellows.optim;

/**
 * RMSProp (Tieleman and Hinton, Coursera lecture 6.5, 2012): {@code s ← γs + (1−γ)u²; u ← u / (√s +
 * ε)}, or {@code u / √(s + ε)}.
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
  public void init(OptimizerState.Scope state, int size) {
    state.create(MEAN, size);
  }

  @Override
  public void apply(UpdateRange range, OptimizerState.Scope state) {
    double[] update = range.update();
    double[] mean = state.get(MEAN);
    for (int i = range.from(); i < range.to(); i++) {
      double u = update[i];
      double s = decay * mean[i] + (1 - decay) * u * u;
      mean[i] = s;
      update[i] = u / placement.divisor(s, epsilon);
    }
  }
}

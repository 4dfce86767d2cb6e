package dev.bellows.optim;

/**
 * AdaGrad (Duchi, Hazan and Singer, 2011): {@code s ← s + u²; u ← u / (√s + ε)}, or {@code u / √(s
 * + ε)}.
 *
 * @param epsilon ε, greater than 0
 * @param placement where ε stands
 */
public record ScaleByAdaGrad(double epsilon, EpsilonPlacement placement) implements Transform {
  private static final String SUM = "sum-of-squares";

  @Override
  public String name() {
    return "adagrad";
  }

  @Override
  public void init(OptimizerState.Scope state, int size) {
    state.create(SUM, size);
  }

  @Override
  public void apply(UpdateRange range, OptimizerState.Scope state) {
    double[] update = range.update();
    double[] sum = state.get(SUM);
    for (int i = range.from(); i < range.to(); i++) {
      double u = update[i];
      double s = sum[i] + u * u;
      sum[i] = s;
      update[i] = u / placement.divisor(s, epsilon);
    }
  }
}

package dev.bellows.optim;

/**
 * Adam (Kingma and Ba, 2015): {@code m ← β₁m + (1−β₁)u; s ← β₂s + (1−β₂)u²; u ← m/(1−β₁ᵗ) /
 * (√(s/(1−β₂ᵗ)) + ε)}, with t the number of the update, one count for all parameters together.
 *
 * @param beta1 β₁, from 0 to less than 1
 * @param beta2 β₂, from 0 to less than 1
 * @param epsilon ε, greater than 0
 */
public record ScaleByAdam(double beta1, double beta2, double epsilon) implements Transform {
  private static final String FIRST = "first-moment";
  private static final String SECOND = "second-moment";

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public void init(OptimizerState.Scope state, int size) {
    state.create(FIRST, size);
    state.create(SECOND, size);
  }

  @Override
  public void apply(UpdateRange range, OptimizerState.Scope state) {
    double[] update = range.update();
    double[] first = state.get(FIRST);
    double[] second = state.get(SECOND);
    double correction1 = 1 - Math.pow(beta1, range.step());
    double rootOfCorrection2 = Math.sqrt(1 - Math.pow(beta2, range.step()));
    for (int i = range.from(); i < range.to(); i++) {
      double u = update[i];
      double m = beta1 * first[i] + (1 - beta1) * u;
      double s = beta2 * second[i] + (1 - beta2) * u * u;
      first[i] = m;
      second[i] = s;
      update[i] = m / correction1 / (Math.sqrt(s) / rootOfCorrection2 + epsilon);
    }
  }
}

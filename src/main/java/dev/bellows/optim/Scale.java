package dev.bellows.optim;

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
  public void apply(UpdateRange range, OptimizerState.Scope state) {
    double[] update = range.update();
    for (int i = range.from(); i < range.to(); i++) {
      update[i] *= factor;
    }
  }
}

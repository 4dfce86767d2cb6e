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
  public void apply(
      long step,
      double[] update,
      double[] parameters,
      OptimizerState.Scope state,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      update[i] *= factor;
    }
  }
}

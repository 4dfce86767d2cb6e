package dev.bellows.optim;

/**
 * Multiplies by the learning rate: {@code u ← η(t) u}.
 *
 * @param schedule the rate at each step
 */
public record ScaleByLearningRate(Schedule schedule) implements Transform {

  @Override
  public String name() {
    return "learning-rate";
  }

  @Override
  public void apply(
      long step,
      double[] update,
      double[] parameters,
      OptimizerState.Scope state,
      int from,
      int to) {
    double rate = schedule.rate(step);
    for (int i = from; i < to; i++) {
      update[i] *= rate;
    }
  }
}

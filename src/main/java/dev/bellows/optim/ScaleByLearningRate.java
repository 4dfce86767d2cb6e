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
  public void apply(UpdateRange range, OptimizerState.Scope state) {
    double[] update = range.update();
    double rate = schedule.rate(range.step());
    for (int i = range.from(); i < range.to(); i++) {
      update[i] *= rate;
    }
  }
}

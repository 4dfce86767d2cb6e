package dev.bellows.train;

import dev.bellows.train.exchange.LocalGradients;

/** The reference: all rows on the driver, one thread, one row after the other. */
final class LocalEngine implements Engine {

  @Override
  public String check(Training training) {
    return "engine = local: all rows on the driver, one thread";
  }

  @Override
  public TrainingResult train(Training training, Listener listener) {
    return SynchronousEngine.run(training, new LocalGradients(training.workload()), listener);
  }
}

package dev.bellows.train;

import dev.bellows.train.exchange.LocalGradients;
import java.time.Duration;

/** The reference: all rows on the driver, one thread, one row after the other. */
final class LocalEngine implements Engine {

  private final Duration logEvery;

  /** An engine. */
  LocalEngine(Duration logEvery) {
    this.logEvery = logEvery;
  }

  @Override
  public String check(Training training) {
    return "engine = local: all rows on the driver, one thread";
  }

  @Override
  public TrainingResult train(Training training, Listener listener) {
    return SynchronousEngine.run(
        training, new LocalGradients(training.workload()), logEvery, listener);
  }
}

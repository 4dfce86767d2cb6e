package dev.bellows.train;

import dev.bellows.data.Dataset;
import dev.bellows.optim.Minimizer;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.LocalGradients;
import java.time.Duration;

/** The reference: all rows on the driver, one thread. */
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
  public void requireMemory(Dataset rows, Minimizer minimizer, int parameters) {
    // Its one array of sums is what a task of a job has.
    MemoryNeeds.of(rows, minimizer, ExchangeSettings.Kind.JOB, ExchangeSettings.DEFAULT)
        .require(parameters, rows.blocks().context());
  }

  @Override
  public TrainingResult train(Training training, Listener listener) {
    return SynchronousEngine.run(
        training, new LocalGradients(training.workload()), logEvery, listener);
  }
}

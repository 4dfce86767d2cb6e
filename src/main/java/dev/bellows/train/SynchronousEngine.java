package dev.bellows.train;

import dev.bellows.data.Dataset;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.ExchangeSettings;
import java.time.Duration;

/** Exact steps on Spark. */
final class SynchronousEngine implements Engine {
  private final ExchangeSettings settings;

  /** An engine. */
  SynchronousEngine(ExchangeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String check(Training training) {
    return choose(training).inWords();
  }

  private ExchangeChoice choose(Training training) {
    ExchangeChoice choice = ExchangeChoice.of(training, settings);
    MemoryNeeds needs =
        MemoryNeeds.of(training.rows(), training.minimizer(), choice.kind(), settings);
    int saved = 1 + MemoryNeeds.arrays(training.minimizer());
    needs
        .plus(training.checkpoints().arePlanned() ? saved : 0, "copied for a checkpoint")
        .require(training.initial().length, training.rows().blocks().context());
    return choice;
  }

  @Override
  public void requireMemory(Dataset rows, Minimizer minimizer, int parameters) {
    MemoryNeeds.of(rows, minimizer, settings.likelyKind(), settings)
        .require(parameters, rows.blocks().context());
  }

  @Override
  public TrainingResult train(Training training, Listener listener) {
    try (BatchGradients gradients = choose(training).open(training.workload(), settings)) {
      gradients.start();
      return run(training, gradients, settings.logEvery(), listener);
    }
  }

  /** Trains with these gradients. */
  static TrainingResult run(
      Training training, BatchGradients gradients, Duration logEvery, Listener listener) {
    listener.onStart(training);
    return run(training.recipe(), training.checkpoints().saving(), gradients, logEvery, listener);
  }

  /** The same, of a training that only the listener would have to know as a whole. */
  static TrainingResult run(
      Recipe recipe,
      Saving saving,
      BatchGradients gradients,
      Duration logEvery,
      Listener listener) {
    StepLog log = new StepLog(gradients, recipe.steps(), logEvery);
    Loop loop =
        recipe.minimizer() instanceof Lbfgs
            ? new QuasiNewtonLoop(recipe, gradients)
            : new StepLoop(recipe, gradients);
    return new Course(recipe, saving, gradients, log, listener, loop).run();
  }
}

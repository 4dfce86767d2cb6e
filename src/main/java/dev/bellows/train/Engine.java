package dev.bellows.train;

import dev.bellows.optim.Lbfgs;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.LocalGradients;

/** A way of training. */
public interface Engine {

  /**
   * Trains to the end, until a listener wants to stop, until a number is no longer finite or
   * Spark's tasks are lost for good.
   *
   * @param listener is told every step, on the calling thread
   */
  TrainingResult train(Training training, Listener listener);

  /** The engine of that kind, with the default exchange. */
  static Engine of(Kind kind) {
    return of(kind, ExchangeSettings.DEFAULT);
  }

  /**
   * The engine of that kind.
   *
   * @param settings how the synchronous engine gets its sums
   */
  static Engine of(Kind kind, ExchangeSettings settings) {
    return (training, listener) -> {
      try (BatchGradients gradients =
          switch (kind) {
            case SYNCHRONOUS ->
                ExchangeChoice.of(training, settings).open(training.workload(), settings);
            case LOCAL -> new LocalGradients(training.workload());
          }) {
        gradients.start();
        return training.minimizer() instanceof Lbfgs
            ? new QuasiNewtonEngine(training, gradients, listener).run()
            : new StepEngine(training, gradients, listener).run();
      }
    };
  }

  /** The engines that a job file can name. */
  enum Kind {
    /** Exact minibatch steps; every partition computes its share of each batch. */
    SYNCHRONOUS,
    /** The slow, clear reference: all rows on the driver, one thread, one row after the other. */
    LOCAL
  }
}

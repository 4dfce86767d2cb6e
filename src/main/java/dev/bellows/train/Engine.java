package dev.bellows.train;

import dev.bellows.data.Dataset;
import dev.bellows.optim.Minimizer;
import dev.bellows.train.exchange.ExchangeSettings;

/** A way of training. */
public interface Engine {

  /**
   * Trains to the end, until a listener wants to stop, until a number is no longer finite or
   * Spark's tasks are lost for good.
   *
   * @param listener is told every step, on the calling thread
   */
  TrainingResult train(Training training, Listener listener);

  /**
   * Looks whether the training can begin.
   *
   * @return in one line, how it will go
   * @throws dev.bellows.InputException if it cannot: too little memory, or an exchange that Spark
   *     cannot serve as it is set up
   */
  String check(Training training);

  /**
   * Looks, before even the first parameters are made, whether a training could fit into memory.
   *
   * @throws dev.bellows.InputException with the figures, if it cannot
   */
  void requireMemory(Dataset rows, Minimizer minimizer, int parameters);

  /** The engine of that kind, with the default exchange. */
  static Engine of(Kind kind) {
    return of(kind, ExchangeSettings.DEFAULT);
  }

  /**
   * The engine of that kind.
   *
   * @param settings how engines on Spark get their sums
   */
  static Engine of(Kind kind, ExchangeSettings settings) {
    return of(kind, settings, RoundSettings.DEFAULT);
  }

  /**
   * The engine of that kind.
   *
   * @param settings how engines on Spark get their sums
   * @param rounds how the rounds go, where the engine has such
   */
  static Engine of(Kind kind, ExchangeSettings settings, RoundSettings rounds) {
    return switch (kind) {
      case SYNCHRONOUS -> new SynchronousEngine(settings);
      case ROUNDS -> new RoundsEngine(settings, rounds);
      case LOCAL -> new LocalEngine(settings.logEvery());
    };
  }

  /** The engines that a job file can name. */
  enum Kind {
    /** Exact minibatch steps; every partition computes its share of each batch. */
    SYNCHRONOUS,
    /** Every partition takes steps of its own; from time to time all meet. */
    ROUNDS,
    /** The slow, clear reference: all rows on the driver, one thread. */
    LOCAL
  }
}

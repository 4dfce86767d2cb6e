package dev.bellows.train;

import dev.bellows.optim.Lbfgs;
import java.util.function.Function;

/** A way of training. */
public interface Engine {

  /**
   * Trains to the end, until a listener wants to stop, or until a number is no longer finite.
   *
   * @param listener is told every step, on the calling thread
   */
  TrainingResult train(Training training, Listener listener);

  /** The engine of that kind. */
  static Engine of(Kind kind) {
    Function<Training, BatchGradients> exchange =
        switch (kind) {
          case SYNCHRONOUS -> JobExchange::new;
          case LOCAL -> LocalGradients::new;
        };
    Engine steps = new StepEngine(exchange);
    Engine quasiNewton = new QuasiNewtonEngine(exchange);
    return (training, listener) ->
        (training.minimizer() instanceof Lbfgs ? quasiNewton : steps).train(training, listener);
  }

  /** The engines that a job file can name. */
  enum Kind {
    /** Exact minibatch steps; every partition computes its share of each batch. */
    SYNCHRONOUS,
    /** The slow, clear reference: all rows on the driver, one thread, one row after the other. */
    LOCAL
  }
}

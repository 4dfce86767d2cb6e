package dev.bellows.search;

import dev.bellows.search.space.Trial;
import dev.bellows.train.Engine;
import dev.bellows.train.exchange.ExchangeSettings;

/** Makes the engines of a search that runs a distributed training for each trial. */
@FunctionalInterface
public interface TrialEngine {

  /**
   * The engine for a trial.
   *
   * @param exchange how it has to get its sums: {@code AUTO}, the job's own choice, where there are
   *     slots for the stages of all trainings at once, else {@code JOB}
   */
  Engine engine(Trial trial, ExchangeSettings.Kind exchange);
}

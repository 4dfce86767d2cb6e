package dev.bellows.search;

import dev.bellows.search.space.Trial;
import dev.bellows.train.Training;

/** Makes trainings of trials. */
@FunctionalInterface
public interface TrialFactory {

  /**
   * The whole training of a trial at the full budget, on the rows of one fold; schedules are those
   * of the full budget, and a leg only ends earlier. Called on the driver, by one thread at a time,
   * when the trial is about to be trained, and again for each of its legs: it ought to take much
   * less time than the training. An exception makes the trial a failed one.
   */
  Training training(Trial trial, Fold fold);
}

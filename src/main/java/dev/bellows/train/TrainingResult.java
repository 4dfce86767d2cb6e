package dev.bellows.train;

import java.util.OptionalDouble;

/**
 * What training leaves.
 *
 * @param parameters the last parameters that were finite
 * @param steps steps taken
 * @param epochs epochs completed
 * @param rows rows seen
 * @param seconds seconds of training, evaluations not counted
 * @param loss the mean loss over all training rows at the end, where it was measured
 * @param validationLoss the same over the rows held out
 * @param stop why training ended
 * @param explanation what went wrong and what to do; empty where nothing did
 */
public record TrainingResult(
    double[] parameters,
    long steps,
    int epochs,
    long rows,
    double seconds,
    OptionalDouble loss,
    OptionalDouble validationLoss,
    Stop stop,
    String explanation) {

  /** Why training ended. */
  public enum Stop {
    EPOCHS_DONE,
    INTERRUPTED,
    NOT_FINITE
  }
}

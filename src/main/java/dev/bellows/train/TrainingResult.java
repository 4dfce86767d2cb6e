package dev.bellows.train;

import java.util.OptionalDouble;

/**
 * What training leaves.
 *
 * @param parameters the last parameters that were finite; their average, where the optimizer keeps
 *     one
 * @param steps steps taken
 * @param epochs epochs completed
 * @param rows rows seen
 * @param skipped batches whose gradient was not finite and was thrown away
 * @param seconds seconds of training, evaluations not counted
 * @param loss the mean loss over all training rows at the end, where it was measured
 * @param validationLoss the same over the rows held out
 * @param stop why training ended
 * @param explanation why it stopped, what went wrong and what to do; empty after the last epoch
 */
public record TrainingResult(
    double[] parameters,
    long steps,
    int epochs,
    long rows,
    long skipped,
    double seconds,
    OptionalDouble loss,
    OptionalDouble validationLoss,
    Stop stop,
    String explanation) {

  /** Why training ended. */
  public enum Stop {
    EPOCHS_DONE,
    /** L-BFGS met its tolerance. */
    CONVERGED,
    /** L-BFGS found no better point, short of its tolerance. */
    NO_PROGRESS,
    INTERRUPTED,
    NOT_FINITE,
    /** Spark's tasks were lost for good. */
    FAILED;

    /** Whether training came to its own end. */
    public boolean regular() {
      return this == EPOCHS_DONE || this == CONVERGED || this == NO_PROGRESS;
    }
  }
}

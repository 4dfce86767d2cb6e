package dev.bellows.train;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What training leaves.
 *
 * @param parameters the last parameters that were finite, or the best ones where a rule asked for
 *     them; their average, where the optimizer keeps one
 * @param steps steps taken
 * @param epochs epochs completed
 * @param rows rows seen
 * @param skipped batches whose gradient was not finite and was thrown away
 * @param seconds seconds of training, evaluations not counted
 * @param evaluation how good these parameters are, where that was measured
 * @param saved the step of the last checkpoint; 0 for none
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
    Optional<Evaluation> evaluation,
    long saved,
    Stop stop,
    String explanation) {

  /** Why training ended. */
  public enum Stop {
    EPOCHS_DONE,
    STEPS_DONE,
    TIME_UP,
    /** The loss over all rows is below what was asked for. */
    LOSS_REACHED,
    /** The gradient is as small as was asked for. */
    GRADIENT_SMALL,
    /** The validation loss got no better. */
    NO_IMPROVEMENT,
    /** L-BFGS met its tolerance. */
    CONVERGED,
    /** L-BFGS found no better point, short of its tolerance. */
    NO_PROGRESS,
    INTERRUPTED,
    NOT_FINITE,
    /** Spark's tasks were lost for good, or a checkpoint could not be written. */
    FAILED;

    /** Whether training came to its own end. */
    public boolean regular() {
      return this != INTERRUPTED && this != NOT_FINITE && this != FAILED;
    }
  }

  /** The mean loss over all training rows at the end, where it was measured. */
  public OptionalDouble loss() {
    return evaluation.isPresent()
        ? OptionalDouble.of(evaluation.get().loss())
        : OptionalDouble.empty();
  }

  /** The same over the rows held out. */
  public OptionalDouble validationLoss() {
    return evaluation.isPresent() ? evaluation.get().validationLoss() : OptionalDouble.empty();
  }
}

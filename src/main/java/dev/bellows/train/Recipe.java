package dev.bellows.train;

import dev.bellows.data.BatchPlan;
import dev.bellows.model.Objective;
import dev.bellows.optim.Minimizer;
import java.io.Serializable;

/**
 * All that decides what a training computes, but the rows themselves: small enough to be sent to
 * where the rows are.
 *
 * @param objective what is made small
 * @param initial the parameters to begin with; not changed
 * @param minimizer how parameters move
 * @param plan which rows make which batch
 * @param epochs how often all rows are used, at least 1
 * @param evaluate when the loss over all rows is measured
 * @param stop what may end training earlier
 * @param rows the number of rows to train on
 * @param partitions the number of blocks that they stand in
 * @param heldRows the number of rows held out; 0 for none
 */
public record Recipe(
    Objective objective,
    double[] initial,
    Minimizer minimizer,
    BatchPlan plan,
    int epochs,
    Interval evaluate,
    StopRules stop,
    long rows,
    int partitions,
    long heldRows)
    implements Serializable {

  /** The steps of the whole training, if nothing ends it earlier. */
  public long steps() {
    return Math.min(stop.steps(), (long) epochs * plan.batches());
  }
}

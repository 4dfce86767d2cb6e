package dev.bellows.train;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.model.Objective;
import dev.bellows.optim.Minimizer;
import dev.bellows.train.exchange.Workload;
import java.util.Optional;

/**
 * All that an engine has to know.
 *
 * @param objective what is made small
 * @param initial the parameters to begin with; not changed
 * @param minimizer how parameters move
 * @param rows the rows to train on
 * @param validation rows held out, whose loss is only measured
 * @param plan which rows make which batch
 * @param epochs how often all rows are used, at least 1
 * @param evaluation when the loss over all rows is measured
 */
public record Training(
    Objective objective,
    double[] initial,
    Minimizer minimizer,
    Dataset rows,
    Optional<Dataset> validation,
    BatchPlan plan,
    int epochs,
    Evaluation evaluation) {

  /** When the loss over all rows is measured; each time costs one pass over them. */
  public enum Evaluation {
    /** Before training and after every epoch. */
    EPOCH,
    /** After the last epoch. */
    END,
    NONE
  }

  /** Checks that the parts fit together. */
  public Training {
    if (initial.length != objective.layout().size()) {
      throw new IllegalArgumentException(
          "%d initial parameters for an objective of %d"
              .formatted(initial.length, objective.layout().size()));
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs = " + epochs + "; at least 1 is needed");
    }
  }

  /** What an exchange has to know of it. */
  Workload workload() {
    return new Workload(objective, plan, rows, validation);
  }

  /** The steps of the whole training. */
  public long steps() {
    return (long) epochs * plan.batches();
  }
}

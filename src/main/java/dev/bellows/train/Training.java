package dev.bellows.train;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.model.Objective;
import dev.bellows.optim.Minimizer;
import dev.bellows.train.exchange.ReplicaWork;
import dev.bellows.train.exchange.Workload;
import java.util.Optional;

/**
 * All that an engine has to know.
 *
 * @param objective what is made small
 * @param initial the parameters to begin with; not changed
 * @param minimizer how parameters move
 * @param rows the rows to train on
 * @param validation rows held out, which are only measured
 * @param plan which rows make which batch; for rounds, in the largest of the replicas
 * @param epochs how often all rows are used, at least 1
 * @param evaluate when the loss over all rows is measured; each time costs one pass over them
 * @param stop what may end training earlier
 * @param checkpoints where it is saved, and what it goes on from
 */
public record Training(
    Objective objective,
    double[] initial,
    Minimizer minimizer,
    Dataset rows,
    Optional<Dataset> validation,
    BatchPlan plan,
    int epochs,
    Interval evaluate,
    StopRules stop,
    Checkpoints checkpoints) {

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

  /** Begins a training with what it cannot do without. */
  public static Builder of(Objective objective, Minimizer minimizer, Dataset rows, BatchPlan plan) {
    return new Builder(objective, minimizer, rows, plan);
  }

  /** A builder that already has all of this. */
  public Builder toBuilder() {
    Builder builder = new Builder(objective, minimizer, rows, plan);
    builder.initial = initial;
    builder.validation = validation;
    builder.epochs = epochs;
    builder.evaluate = evaluate;
    builder.stop = stop;
    builder.checkpoints = checkpoints;
    return builder;
  }

  /** All of it but the rows themselves, and where it is saved. */
  public Recipe recipe() {
    return new Recipe(
        objective,
        initial,
        minimizer,
        plan,
        epochs,
        evaluate,
        stop,
        rows.rows(),
        rows.partitions(),
        validation.map(Dataset::rows).orElse(0L));
  }

  /** What an exchange has to know of it. */
  Workload workload() {
    return new Workload(objective, plan, rows, validation);
  }

  /** The same, with what replicas do in rounds. */
  Workload workload(ReplicaWork replicas) {
    return new Workload(objective, plan, rows, validation, Optional.of(replicas));
  }

  /** The steps of the whole training, if nothing ends it earlier. */
  public long steps() {
    return recipe().steps();
  }

  /** Puts a training together. */
  public static final class Builder {
    private final Objective objective;
    private final Minimizer minimizer;
    private final Dataset rows;
    private final BatchPlan plan;
    private double[] initial;
    private Optional<Dataset> validation = Optional.empty();
    private int epochs = 1;
    private Interval evaluate = Interval.EPOCH;
    private StopRules stop = StopRules.NONE;
    private Checkpoints checkpoints = Checkpoints.NONE;

    private Builder(Objective objective, Minimizer minimizer, Dataset rows, BatchPlan plan) {
      this.objective = objective;
      this.minimizer = minimizer;
      this.rows = rows;
      this.plan = plan;
    }

    /** The parameters to begin with; default, or null: those of the plan's seed. */
    public Builder initial(double[] parameters) {
      initial = parameters;
      return this;
    }

    /** Rows held out. */
    public Builder validation(Dataset held) {
      return validation(Optional.of(held));
    }

    /** Rows held out, if any. */
    public Builder validation(Optional<Dataset> held) {
      validation = held;
      return this;
    }

    /** How often all rows are used; default: once. */
    public Builder epochs(int times) {
      epochs = times;
      return this;
    }

    /** When the loss over all rows is measured; default: before training and after every epoch. */
    public Builder evaluate(Interval interval) {
      evaluate = interval;
      return this;
    }

    /** What may end training before its last epoch; default: nothing. */
    public Builder stop(StopRules rules) {
      stop = rules;
      return this;
    }

    /** Where training is saved; default: nowhere. */
    public Builder checkpoints(Checkpoints where) {
      checkpoints = where;
      return this;
    }

    /** The training. */
    public Training build() {
      double[] first = initial == null ? objective.initialParameters(plan.seed()) : initial;
      return new Training(
          objective, first, minimizer, rows, validation, plan, epochs, evaluate, stop, checkpoints);
    }
  }
}

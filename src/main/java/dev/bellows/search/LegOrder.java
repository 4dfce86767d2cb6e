package dev.bellows.search;

import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.search.strategy.Leg;
import dev.bellows.train.BlockTraining;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Recipe;
import dev.bellows.train.Saving;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.checkpoint.Checkpoint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A leg as a task is asked for it.
 *
 * @param recipes what is done on each fold, as far as the leg goes
 * @param from what each fold goes on from; null for its start
 * @param saved whether the trial may go on behind this leg
 */
record LegOrder(
    Leg leg,
    Metric metric,
    BudgetUnit unit,
    List<Recipe> recipes,
    List<Checkpoint> from,
    boolean saved)
    implements Serializable {
  private static final double NANO = 1e-9;

  /** The blocks of a fold. */
  record Blocks(List<PackedBlock> training, List<PackedBlock> held) implements Serializable {

    /** Fetches them, ascending. */
    static Blocks of(Fold fold) {
      return new Blocks(
          fold.training().collect(), fold.held().map(Dataset::collect).orElse(List.of()));
    }
  }

  /**
   * The order for a leg.
   *
   * @param folds of the trial's rows
   */
  static LegOrder of(Leg leg, LegMaker maker, List<Fold> folds) {
    List<Recipe> recipes = maker.trainings(leg, folds).stream().map(Training::recipe).toList();
    List<Checkpoint> from = new ArrayList<>();
    for (int fold = 0; fold < folds.size(); fold++) {
      from.add(maker.snapshots().before(leg, fold).orElse(null));
    }
    return new LegOrder(leg, maker.metric(), maker.unit(), recipes, from, maker.mayGoOn(leg));
  }

  /** How many parameters are sent along, those to begin with of every fold. */
  long parameters() {
    return recipes.stream().mapToLong(recipe -> recipe.initial().length).sum();
  }

  /**
   * Trains on the calling thread.
   *
   * @param bar parameters are given where the leg comes before it
   * @param stop whether to give up
   * @return nothing where it was given up
   */
  Optional<LegOutcome> run(List<Blocks> folds, Rank bar, BooleanSupplier stop) {
    long begin = System.nanoTime();
    List<FoldOutcome> outcomes = new ArrayList<>();
    List<Checkpoint> ends = new ArrayList<>();
    for (int fold = 0; fold < folds.size(); fold++) {
      Optional<FoldOutcome> outcome = run(fold, folds.get(fold), ends, stop);
      if (outcome.isEmpty()) {
        return Optional.empty();
      }
      outcomes.add(outcome.get());
      if (outcome.get().status() != Status.FINISHED) {
        break;
      }
    }
    double seconds = (System.nanoTime() - begin) * NANO;
    LegResult result = LegOutcome.result(leg, metric, outcomes, folds.size(), seconds);
    boolean wanted = Best.wants(result, metric, bar);
    return Optional.of(
        new LegOutcome(
            result,
            result.finished() && ends.size() == folds.size() ? ends : List.of(),
            wanted ? outcomes.stream().map(FoldOutcome::parameters).toList() : List.of(),
            wanted ? recipes.get(0).objective().layout() : null));
  }

  private Optional<FoldOutcome> run(
      int fold, Blocks blocks, List<Checkpoint> ends, BooleanSupplier stop) {
    Optional<Checkpoint> start = Optional.ofNullable(from.get(fold));
    Optional<FoldOutcome> before = start.flatMap(FoldOutcome::endedIn);
    if (before.isPresent()) {
      ends.add(start.get());
      return before;
    }
    List<Checkpoint> taken = new ArrayList<>();
    TrainingResult result =
        BlockTraining.run(
            recipes.get(fold),
            new Saving(taken::add, saved ? Interval.END : Interval.NONE, start),
            blocks.training(),
            blocks.held(),
            new Listener() {
              @Override
              public boolean wantsToStop() {
                return stop.getAsBoolean();
              }
            });
    Optional<FoldOutcome> outcome = FoldOutcome.of(result, leg, unit);
    if (outcome.isPresent() && !taken.isEmpty()) {
      ends.add(outcome.get().ended() ? outcome.get().markedIn(taken.get(0)) : taken.get(0));
    }
    return outcome;
  }
}

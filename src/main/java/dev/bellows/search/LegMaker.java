package dev.bellows.search;

import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Leg;
import dev.bellows.train.Training;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the trainings of legs.
 *
 * @param full the largest budget: behind it no trial goes on
 * @param snapshots what legs go on from
 */
record LegMaker(
    List<Trial> trials,
    SearchData data,
    TrialFactory factory,
    Metric metric,
    BudgetUnit unit,
    long full,
    Snapshots snapshots) {

  int group(Leg leg) {
    return data.group(trials.get(leg.trial()));
  }

  boolean mayGoOn(Leg leg) {
    return leg.to() < full;
  }

  /** The training of each fold, as far as the leg goes. */
  List<Training> trainings(Leg leg, List<Fold> folds) {
    List<Training> trainings = new ArrayList<>();
    for (Fold fold : folds) {
      trainings.add(
          FoldOutcome.limited(factory.training(trials.get(leg.trial()), fold), unit, leg.to()));
    }
    return trainings;
  }
}

package dev.bellows.app;

import dev.bellows.Settings;
import dev.bellows.search.BudgetUnit;
import dev.bellows.search.Metric;
import dev.bellows.search.Way;
import dev.bellows.search.space.Space;
import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.PlannedStrategy;
import java.util.List;
import java.util.Map;

/**
 * A search: everything that {@code search} has to know, checked.
 *
 * @param name names the run directory
 * @param settings of the section {@code search}
 * @param space what is searched
 * @param trials in the order of their numbers
 * @param jobs the trials' jobs
 * @param groups for each trial the number of the rows that it is trained on
 * @param budget the whole budget of a trial
 * @param way how trials are spread, by name or because they can be spread in one way only
 * @param output the folder that the user named; null for none
 * @param written all keys with their values, as texts; but where the run is kept
 * @param text the job as a file that gives this search again
 */
record SearchJob(
    String name,
    Settings settings,
    Space space,
    List<Trial> trials,
    TrialJobs jobs,
    int[] groups,
    long budget,
    Way way,
    String output,
    Map<String, String> written,
    String text) {

  /** The same, with its trials spread in that way. */
  SearchJob with(Way other) {
    return new SearchJob(
        name, settings, space, trials, jobs, groups, budget, other, output, written, text);
  }

  /** What trials are compared by. */
  Metric metric() {
    return new Metric(settings.get(SearchSettings.METRIC), settings.get(SearchSettings.DIRECTION));
  }

  /** What budgets count. */
  BudgetUnit unit() {
    return settings.get(SearchSettings.BUDGET);
  }

  /** Which trials there are, and how far each is trained. */
  SearchSettings.Plan plan() {
    return settings.get(SearchSettings.STRATEGY);
  }

  /** A new strategy, at its beginning. */
  PlannedStrategy strategy() {
    return SearchStrategies.of(settings, trials.size(), budget);
  }

  /** The parts of cross-validation; 0 for none. */
  int folds() {
    return Math.toIntExact(settings.get(SearchSettings.FOLDS));
  }

  /** The first trial of a group of rows. */
  Trial firstOf(int group) {
    for (Trial trial : trials) {
      if (groups[trial.number()] == group) {
        return trial;
      }
    }
    throw new IllegalArgumentException("no trial has rows number " + group);
  }
}

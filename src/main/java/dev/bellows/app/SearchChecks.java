package dev.bellows.app;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.DataSettings;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.search.BudgetUnit;
import dev.bellows.search.Metric;
import dev.bellows.search.Way;
import java.util.ArrayList;
import java.util.List;

/**
 * Settings of a search may not fit together, or to the jobs of its trials. They are refused with
 * their place in the job file, before anything is trained.
 */
final class SearchChecks {
  private static final List<String> OF_NUMBERS = List.of("rmse", "r2", "mae");
  private static final List<String> OF_CLASSES = List.of("accuracy", "auc");
  private static final String LOG_LOSS = "log-loss";

  private final ConfigObject root;
  private final Settings settings;

  /** Checks of a search with these settings that stands in this file. */
  SearchChecks(ConfigObject root, Settings settings) {
    this.root = root;
    this.settings = settings;
  }

  private InputException at(Setting<?> setting, String message) {
    ConfigObject search = (ConfigObject) root.get(SearchSettings.SEARCH);
    ConfigValue value = search.get(setting.name());
    return ConfigPlace.at(value == null ? search : value, message);
  }

  private String said(Setting<?> setting) {
    return "search.%s = %s"
        .formatted(setting.name(), Setting.word(Setting.written(settings.get(setting))));
  }

  /** Whether every key goes with the strategy, and none is missing. */
  void checkKeys() {
    SearchSettings.Plan plan = settings.get(SearchSettings.STRATEGY);
    List<Setting<?>> not = SearchSettings.notOf(plan);
    for (Setting<?> setting : not) {
      if (settings.isSet(setting)) {
        List<Setting<?>> taken = new ArrayList<>(SearchSettings.ALL);
        taken.removeAll(not);
        throw at(
            setting,
            "%s: strategy = %s does not take it; it takes %s"
                .formatted(
                    said(setting),
                    Setting.word(plan),
                    String.join(", ", taken.stream().map(Setting::name).toList())));
      }
    }
    if (!plan.counts() && !settings.isSet(SearchSettings.TRIALS)) {
      throw at(
          SearchSettings.STRATEGY,
          "search.trials is missing: strategy = %s has to be told how many trials to draw"
              .formatted(Setting.word(plan)));
    }
  }

  /** Whether there is room for what the strategy does. */
  void checkBudget(long budget) {
    if (!settings.get(SearchSettings.STRATEGY).halves()) {
      return;
    }
    long least = settings.get(SearchSettings.MIN_BUDGET);
    long eta = settings.get(SearchSettings.ETA);
    if (least > budget / eta) {
      throw at(
          settings.isSet(SearchSettings.MIN_BUDGET)
              ? SearchSettings.MIN_BUDGET
              : SearchSettings.STRATEGY,
          ("%s leaves no room for halving: the whole budget is %s = %d, and has to be at least"
                  + " eta = %d times as much")
              .formatted(
                  said(SearchSettings.MIN_BUDGET),
                  settings.get(SearchSettings.BUDGET) == BudgetUnit.EPOCHS
                      ? "epochs"
                      : "stop.steps",
                  budget,
                  eta));
    }
  }

  /** Whether a trial's job can be compared with those of the others. */
  void checkTrial(Job job, SearchJob search) {
    long epochs = job.trainedEpochs();
    if (search.unit() == BudgetUnit.EPOCHS && epochs != search.budget()) {
      throw at(
          SearchSettings.BUDGET,
          "epochs is not set, and is %d where optimizer.name = %s; set it, for all trials alike"
              .formatted(epochs, job.optimizer().name()));
    }
    boolean held = DataSettings.holdsOut(job.data());
    if (held && search.folds() > 0) {
      throw at(
          SearchSettings.FOLDS,
          ("%s: data.validation-%s holds out rows already; set one of them")
              .formatted(
                  said(SearchSettings.FOLDS),
                  job.data().isSet(DataSettings.VALIDATION_PATH) ? "path" : "fraction"));
    }
    checkMetric(job, held || search.folds() > 0);
  }

  private void checkMetric(Job job, boolean held) {
    String metric = settings.get(SearchSettings.METRIC);
    if (metric.equals(Metric.VALIDATION_LOSS) && !held) {
      throw at(
          SearchSettings.METRIC,
          "search.metric = validation-loss: there are no held-out rows; set"
              + " data.validation-fraction, data.validation-path or search.folds");
    }
    boolean classes = job.model().labels() == LabelKind.CLASSES;
    boolean weighs =
        job.data().isSet(SourceSettings.WEIGHT) || job.data().isSet(DataSettings.CLASS_WEIGHTS);
    if (metric.equals(LOG_LOSS) && classes && !weighs) {
      throw at(
          SearchSettings.METRIC,
          "search.metric = log-loss: without weights it is the loss; say %s"
              .formatted(held ? Metric.VALIDATION_LOSS : Metric.LOSS));
    }
    List<String> measured = new ArrayList<>(List.of(Metric.LOSS));
    if (held) {
      measured.add(Metric.VALIDATION_LOSS);
    }
    measured.addAll(classes ? OF_CLASSES : OF_NUMBERS);
    if (classes && weighs) {
      measured.add(LOG_LOSS);
    }
    try {
      Metric.of(metric).requireAmong(measured);
    } catch (InputException e) {
      throw at(
          SearchSettings.METRIC,
          "%s (model.type = %s)".formatted(e.getMessage(), job.model().type()));
    }
  }

  /** The same search in jobs, because a trial cannot be trained by a task alone. */
  SearchJob inJobs(SearchJob search) {
    if (search.way() == Way.TASK) {
      throw at(
          SearchSettings.WAY,
          "search.way = task: a task takes exact steps in full precision; engine = rounds and"
              + " exchange-precision need way = job");
    }
    return search.with(Way.JOB);
  }
}

package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.search.BudgetUnit;
import dev.bellows.search.Fold;
import dev.bellows.search.SearchData;
import dev.bellows.search.space.Trial;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows that the trials of a search are trained on. */
final class SearchRows implements SearchData {
  private static final Logger LOG = LoggerFactory.getLogger(SearchRows.class);
  private static final String AUC = "auc";

  private final SearchJob search;
  private final SparkSession session;
  private final Map<Integer, List<Loaded>> loaded = new HashMap<>();
  private final Set<Integer> waiting = new HashSet<>();

  SearchRows(SearchJob search, SparkSession session) {
    this.search = search;
    this.session = session;
  }

  @Override
  public int group(Trial trial) {
    return search.groups()[trial.number()];
  }

  /**
   * Loads the rows of the first trial, and looks whether all trials that have the same fit to them.
   *
   * @throws InputException for the first row that cannot be used, or the first trial that does not
   *     fit
   */
  void begin() {
    int group = group(search.trials().get(0));
    prepare(group);
    waiting.add(group);
  }

  @Override
  public List<Fold> load(int group) {
    if (!waiting.remove(group)) {
      prepare(group);
    }
    return loaded.get(group).stream()
        .map(data -> new Fold(data.training(), data.validation()))
        .toList();
  }

  private void prepare(int group) {
    Job job = search.jobs().job(search.firstOf(group));
    List<Loaded> folds =
        search.folds() > 0
            ? JobRows.folds(job, session, search.folds())
            : List.of(JobRows.load(job, session, LOG::warn));
    loaded.put(group, folds);
    requireTwoClasses(folds.get(0));
    for (Trial trial : search.trials()) {
      if (group(trial) == group) {
        folds.forEach(fold -> requireFitting(trial, fold));
      }
    }
  }

  private void requireTwoClasses(Loaded data) {
    int classes = data.classes().map(found -> found.count()).orElse(2);
    if (classes != 2 && search.metric().name().equals(AUC)) {
      throw new InputException(
          "search.metric = auc: there are %d classes, and auc is of two; take accuracy"
              .formatted(classes));
    }
  }

  private void requireFitting(Trial trial, Loaded data) {
    try {
      long steps = Preparation.requireFitting(search.jobs().job(trial), data);
      if (search.unit() == BudgetUnit.STEPS && steps < search.budget()) {
        throw new InputException(
            "stop.steps = %d: all epochs together have %d steps; raise epochs"
                .formatted(search.budget(), steps));
      }
    } catch (InputException e) {
      throw new InputException(
          "%s; so it is in trial %d: %s"
              .formatted(e.getMessage(), trial.number(), TrialJobs.inWords(trial.settings())),
          e);
    }
  }

  /** What is known about the rows of a trial's folds; loads them if they never were. */
  List<Loaded> of(Trial trial) {
    int group = group(trial);
    if (!loaded.containsKey(group)) {
      prepare(group);
    }
    return loaded.get(group);
  }

  /**
   * The same with the rows of a fold as they stand; all folds have the same columns and classes.
   */
  Loaded of(Trial trial, Fold fold) {
    Loaded any = of(trial).get(0);
    return new Loaded(fold.training(), fold.held(), any.scaling(), any.classes(), any.columns());
  }
}

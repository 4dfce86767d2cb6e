package dev.bellows.search;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.Objective;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Leg;
import dev.bellows.search.strategy.Strategy;
import dev.bellows.train.Engine;
import dev.bellows.train.Listener;
import dev.bellows.train.StopRules;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A search over optimizers, rates and batch sizes of a linear regression on a few made rows. */
final class SmallSearch implements SearchData, TrialFactory {
  static final int EPOCHS = 4;
  static final int ROWS = 90;
  private static final int COLUMNS = 3;

  private final Settings settings;
  private final int folds;
  private UnaryOperator<Objective> objective = plain -> plain;
  private UnaryOperator<Training.Builder> more = builder -> builder;
  private int loads;

  SmallSearch(Path folder, int partitions, int folds) throws IOException {
    this.folds = folds;
    settings =
        Settings.DEFAULTS
            .with(SourceSettings.PATH, write(folder).toString())
            .with(DataSettings.STANDARDIZE, true)
            .with(DataSettings.VALIDATION_FRACTION, folds == 1 ? 0.2 : 0.0)
            .with(DataSettings.PARTITIONS, (long) partitions);
  }

  static Path write(Path folder) throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < ROWS; r++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double c = random.nextGaussian();
      double y = 2 * a - b + 0.5 * c + 1 + 0.1 * random.nextGaussian();
      text.append(a).append(',').append(b).append(',').append(c).append(',').append(y).append('\n');
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  /** Puts something around the objective. */
  SmallSearch around(UnaryOperator<Objective> objectives) {
    objective = objectives;
    return this;
  }

  /** Changes the trainings. */
  SmallSearch with(UnaryOperator<Training.Builder> settingsMore) {
    more = settingsMore;
    return this;
  }

  /** So many different trials; the last of each dozen has a rate that no training survives. */
  static List<Trial> trials(int count) {
    String[] optimizers = {"sgd", "momentum", "adam", "adamW", "rmsprop", "adagrad"};
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Map<String, Object> chosen = new LinkedHashMap<>();
      boolean wild = number % 12 == 11;
      chosen.put("optimizer.name", wild ? "sgd" : optimizers[number % optimizers.length]);
      chosen.put("optimizer.learning-rate", wild ? 1e200 : 0.001 * (1 + number));
      chosen.put("batch-size", 5L + number % 7);
      trials.add(new Trial(number, chosen));
    }
    return trials;
  }

  @Override
  public List<Fold> load(int group) {
    loads++;
    RowSource source = RowSources.open(TestSpark.session(), settings, LabelKind.NUMBERS);
    List<Loaded> loaded =
        folds == 1
            ? List.of(DatasetLoader.load(TestSpark.context(), source, settings, 1))
            : DatasetLoader.loadFolds(TestSpark.context(), source, settings, 1, folds);
    return loaded.stream().map(each -> new Fold(each.training(), each.validation())).toList();
  }

  /** How often the rows were read. */
  int loads() {
    return loads;
  }

  @Override
  public Training training(Trial trial, Fold fold) {
    Objective of = objective.apply(new LinearRegression(COLUMNS));
    OptimizerTable.Entry entry =
        OptimizerTable.entry((String) trial.settings().get("optimizer.name"));
    Settings chosen =
        Settings.DEFAULTS.withWritten(
            entry.setting("learning-rate"), trial.settings().get("optimizer.learning-rate"));
    long batch = (Long) trial.settings().get("batch-size");
    BatchPlan plan = new BatchPlan(fold.training().rows(), batch, true, 7);
    Setup setup = new Setup(of.layout(), (long) EPOCHS * plan.batches(), 1);
    return more.apply(
            Training.of(of, entry.build(chosen, setup), fold.training(), plan)
                .validation(fold.held())
                .epochs(EPOCHS))
        .build();
  }

  /** A search of the first so many trials, every one to the end. */
  Search.Builder full(int count) {
    return search(count, Plans.full(count, EPOCHS));
  }

  Search.Builder search(int count, Strategy strategy) {
    return Search.of(TestSpark.context(), trials(count), strategy, this, this)
        .budget(BudgetUnit.EPOCHS, EPOCHS);
  }

  /** What a loop that trains one trial after the other finds, from its start to each leg's end. */
  List<LegResult> oneByOne(int count, Strategy strategy, BudgetUnit unit) {
    List<Fold> rows = load(0);
    Metric metric = Metric.of(Metric.VALIDATION_LOSS);
    List<LegResult> results = new ArrayList<>();
    List<Trial> trials = trials(count);
    for (List<Leg> legs = strategy.next(); !legs.isEmpty(); legs = strategy.next()) {
      for (Leg leg : legs) {
        List<FoldOutcome> outcomes = new ArrayList<>();
        for (Fold fold : rows) {
          outcomes.add(alone(trials.get(leg.trial()), leg, fold, unit));
          if (outcomes.get(outcomes.size() - 1).status() != Status.FINISHED) {
            break;
          }
        }
        LegResult result = LegOutcome.result(leg, metric, outcomes, rows.size(), 0);
        results.add(result);
        strategy.report(leg, result.finished() ? metric.score(result.value()) : Double.NaN);
      }
    }
    rows.forEach(Fold::unpersist);
    results.sort(
        Comparator.comparingInt((LegResult result) -> result.leg().trial())
            .thenComparingInt(result -> result.leg().rung()));
    return results;
  }

  private FoldOutcome alone(Trial trial, Leg leg, Fold fold, BudgetUnit unit) {
    Training whole = training(trial, fold);
    Training until =
        unit == BudgetUnit.EPOCHS
            ? whole.toBuilder().epochs((int) leg.to()).build()
            : whole.toBuilder()
                .stop(StopRules.of(Settings.DEFAULTS.with(StopRules.STEPS, leg.to())))
                .build();
    TrainingResult result = Engine.of(Engine.Kind.LOCAL).train(until, new Listener() {});
    return FoldOutcome.of(result, leg, unit).orElseThrow();
  }

  /** The same without what differs from run to run. */
  static List<LegResult> timeless(List<LegResult> legs) {
    return legs.stream()
        .map(
            leg ->
                new LegResult(
                    leg.leg(),
                    leg.status(),
                    leg.value(),
                    leg.figures(),
                    leg.steps(),
                    0,
                    leg.reason()))
        .toList();
  }
}

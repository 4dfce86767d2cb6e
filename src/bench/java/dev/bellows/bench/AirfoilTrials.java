package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.model.LinearRegression;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.search.BudgetUnit;
import dev.bellows.search.Fold;
import dev.bellows.search.Search;
import dev.bellows.search.SearchData;
import dev.bellows.search.TrialFactory;
import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Leg;
import dev.bellows.search.strategy.Strategy;
import dev.bellows.train.Interval;
import dev.bellows.train.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A search over optimizers, learning rates and batch sizes of the airfoil's linear regression. */
record AirfoilTrials(JavaSparkContext spark, List<Trial> trials, int epochs, Interval evaluate)
    implements SearchData, TrialFactory {
  private static final List<String> OPTIMIZERS =
      List.of("sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adam", "adamW");
  private static final int RATES = 12;
  private static final double LEAST_RATE = 1e-3;
  private static final double MOST_RATE = 0.3;

  /** The 168 of the airfoil's search. */
  static List<Trial> grid() {
    return grid(RATES);
  }

  /** Every optimizer with so many rates, and batches of 10 and 20 rows. */
  static List<Trial> grid(int rates) {
    List<Trial> trials = new ArrayList<>();
    for (String optimizer : OPTIMIZERS) {
      for (int r = 0; r < rates; r++) {
        double rate = LEAST_RATE * Math.pow(MOST_RATE / LEAST_RATE, r / (rates - 1.0));
        for (long batch : new long[] {10, 20}) {
          Map<String, Object> settings =
              Map.of("optimizer", optimizer, "rate", rate, "batch", batch);
          trials.add(new Trial(trials.size(), settings));
        }
      }
    }
    return trials;
  }

  /** All of them, each to the end. */
  Search.Builder search(BudgetUnit unit, long budget) {
    return Search.of(spark, trials, new EachToTheEnd(trials.size(), budget), this, this)
        .budget(unit, budget);
  }

  @Override
  public List<Fold> load(int group) {
    Settings settings =
        Settings.DEFAULTS
            .with(
                SourceSettings.PATH,
                Path.of(System.getenv("BELLOWS_DATA"), "airfoil_self_noise.dat").toString())
            .with(DataSettings.STANDARDIZE, true)
            .with(DataSettings.LIMIT, 1500L)
            .with(DataSettings.VALIDATION_FRACTION, 0.2);
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    Loaded loaded =
        DatasetLoader.load(
            spark, RowSources.open(session, settings, LabelKind.NUMBERS), settings, 1);
    return List.of(new Fold(loaded.training(), loaded.validation()));
  }

  @Override
  public Training training(Trial trial, Fold fold) {
    LinearRegression objective = new LinearRegression(fold.training().columns());
    long batch = (Long) trial.settings().get("batch");
    BatchPlan plan = new BatchPlan(fold.training().rows(), batch, true, 1);
    Settings settings =
        Settings.DEFAULTS.with(
            OptimizerSettings.LEARNING_RATE, (Double) trial.settings().get("rate"));
    Setup setup = new Setup(objective.layout(), (long) epochs * plan.batches(), 1);
    return Training.of(
            objective,
            OptimizerTable.entry((String) trial.settings().get("optimizer")).build(settings, setup),
            fold.training(),
            plan)
        .validation(fold.held())
        .epochs(epochs)
        .evaluate(evaluate)
        .build();
  }

  /** Hands out one leg for each trial. */
  private static final class EachToTheEnd implements Strategy {
    private final int trials;
    private final long budget;
    private boolean handedOut;
    private int reported;

    EachToTheEnd(int trials, long budget) {
      this.trials = trials;
      this.budget = budget;
    }

    @Override
    public List<Leg> next() {
      if (handedOut) {
        return List.of();
      }
      handedOut = true;
      return IntStream.range(0, trials).mapToObj(t -> new Leg(t, 0, 0, budget)).toList();
    }

    @Override
    public void report(Leg leg, double score) {
      reported++;
    }

    @Override
    public boolean done() {
      return reported == trials;
    }
  }
}

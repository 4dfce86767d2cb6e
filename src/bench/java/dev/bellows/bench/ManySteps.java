package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.model.LinearRegression;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An epoch over 10 million rows of 50 doubles (4 GB packed) by jobs and inside one stage, in turn,
 * in {@code local[2]}: in batches of 100,000 rows (100 steps) and of 1,000 rows (10,000 steps).
 */
public final class ManySteps {
  private static final int COLUMNS = 50;
  private static final long ROWS = 10_000_000;

  private ManySteps() {}

  /** Prints a line for each size of a batch. */
  public static void main(String[] args) {
    JavaSparkContext spark = BenchSpark.start("local[2]");
    Settings settings = Settings.DEFAULTS.with(DataSettings.PARTITIONS, 2L);
    Dataset rows =
        DatasetLoader.load(spark, new GeneratedSource(spark, ROWS, COLUMNS, 2), settings, 1)
            .training();
    System.out.println("batch rows   jobs s/epoch  stage s/epoch  jobs/stage  the same bits");
    for (long batch : new long[] {100_000, 1_000}) {
      int rounds = batch > 10_000 ? 5 : 1;
      double[] jobs = new double[rounds];
      double[] stage = new double[rounds];
      boolean same = true;
      for (int round = -1; round < rounds; round++) {
        boolean warmUp = round < 0; // in batches of the larger size: the same code, fewer steps
        TrainingResult byJobs = train(rows, warmUp ? 100_000 : batch, Kind.JOB);
        TrainingResult inStage = train(rows, warmUp ? 100_000 : batch, Kind.STAGE);
        same &= Arrays.equals(byJobs.parameters(), inStage.parameters());
        if (!warmUp) {
          jobs[round] = byJobs.seconds();
          stage[round] = inStage.seconds();
        }
      }
      Arrays.sort(jobs);
      Arrays.sort(stage);
      double job = jobs[rounds / 2];
      double held = stage[rounds / 2];
      System.out.printf(
          Locale.ROOT, "%,10d  %13.2f  %13.2f  %10.2f  %s%n", batch, job, held, job / held, same);
    }
    spark.stop();
  }

  private static TrainingResult train(Dataset rows, long batch, Kind exchange) {
    LinearRegression objective = new LinearRegression(COLUMNS);
    return Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT.with(exchange))
        .train(
            Training.of(
                    objective,
                    OptimizerTable.entry("adam")
                        .build(
                            Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, 0.05),
                            new Setup(objective.layout(), 1, 1)),
                    rows,
                    new BatchPlan(rows.rows(), batch, true, 1))
                .initial(objective.initialParameters(1))
                .epochs(1)
                .evaluate(Interval.NONE)
                .build(),
            new Listener() {});
  }
}

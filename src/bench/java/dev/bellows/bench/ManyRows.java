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
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * One epoch of linear regression over rows of 50 doubles made on the fly, in batches of 100,000:
 * the time a row for 1 million and for 10 million rows (4 GB packed), and their ratio.
 */
public final class ManyRows {
  private static final int COLUMNS = 50;
  private static final long BATCH = 100_000;
  private static final int EPOCHS_OF_WARM_UP = 3;

  private ManyRows() {}

  /** Prints a line for each size, and the ratio. */
  public static void main(String[] args) {
    JavaSparkContext spark = BenchSpark.start("local[2]");
    System.out.printf(
        Locale.ROOT,
        "heap %.1f GB%n%12s  %10s  %12s  %10s  %8s%n",
        Runtime.getRuntime().maxMemory() / 1e9,
        "rows",
        "loading s",
        "an epoch s",
        "ns a row",
        "loss");
    double small = run(spark, 1_000_000, EPOCHS_OF_WARM_UP);
    double large = run(spark, 10_000_000, 0);
    System.out.printf(Locale.ROOT, "time a row, 10 million to 1 million: %.2f%n", large / small);
    spark.stop();
  }

  private static double run(JavaSparkContext spark, long rows, int warmUp) {
    long begin = System.nanoTime();
    Settings settings = Settings.DEFAULTS.with(DataSettings.PARTITIONS, 2L);
    Dataset dataset =
        DatasetLoader.load(spark, new GeneratedSource(spark, rows, COLUMNS, 2), settings, 1)
            .training();
    double loading = (System.nanoTime() - begin) * 1e-9;
    if (warmUp > 0) {
      train(dataset, warmUp);
    }
    TrainingResult result = train(dataset, 1);
    dataset.blocks().unpersist(true);
    double nanosPerRow = result.seconds() * 1e9 / rows;
    System.out.printf(
        Locale.ROOT,
        "%,12d  %10.1f  %12.2f  %10.1f  %8.4f%n",
        rows,
        loading,
        result.seconds(),
        nanosPerRow,
        result.loss().orElseThrow());
    return nanosPerRow;
  }

  private static TrainingResult train(Dataset rows, int epochs) {
    LinearRegression objective = new LinearRegression(COLUMNS);
    return Engine.of(Engine.Kind.SYNCHRONOUS)
        .train(
            Training.of(
                    objective,
                    OptimizerTable.entry("adam")
                        .build(
                            Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, 0.05),
                            new Setup(objective.layout(), 1, 1)),
                    rows,
                    new BatchPlan(rows.rows(), BATCH, true, 1))
                .initial(objective.initialParameters(1))
                .epochs(epochs)
                .evaluate(Interval.END)
                .build(),
            new Listener() {});
  }
}

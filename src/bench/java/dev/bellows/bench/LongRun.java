package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.optim.StepRecord;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What 100,000 steps inside one stage leave behind: the driver's heap after a collection at the
 * end, over that after 1,000 steps; in {@code local[2]} and on a loopback cluster.
 */
public final class LongRun {
  private static final int EARLY = 1_000;
  private static final int STEPS = 100_000;
  private static final int COLLECTIONS = 5;

  private LongRun() {}

  /** Prints a line for each setting. */
  public static void main(String[] args) throws IOException, InterruptedException {
    System.out.println("             steps/s  MB after 1,000  MB after 100,000  ratio");
    try (JavaSparkContext spark = BenchSpark.start("local[2]")) {
      run("local[2]", spark);
    }
    BenchCluster.with(spark -> run("cluster", spark));
  }

  private static void run(String where, JavaSparkContext spark) {
    Settings settings = Settings.DEFAULTS.with(DataSettings.PARTITIONS, 2L);
    Dataset rows =
        DatasetLoader.load(spark, new GeneratedSource(spark, 1000, 5, 2), settings, 1).training();
    int parameters = 1000;
    double[] megabytes = new double[2];
    TrainingResult result =
        Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT.with(Kind.STAGE))
            .train(
                Training.of(
                        new NoWork(parameters),
                        OptimizerTable.entry("adam")
                            .build(Settings.DEFAULTS, Setup.of(parameters, 1)),
                        rows,
                        new BatchPlan(rows.rows(), rows.rows(), false, 1))
                    .initial(new double[parameters])
                    .epochs(STEPS)
                    .evaluate(Interval.NONE)
                    .build(),
                new Listener() {
                  @Override
                  public void onStep(StepRecord step) {
                    if (step.step() == EARLY || step.step() == STEPS) {
                      megabytes[step.step() == EARLY ? 0 : 1] = megabytesInUse();
                    }
                  }
                });
    System.out.printf(
        Locale.ROOT,
        "%-10s  %,8.0f  %14.2f  %16.2f  %5.3f%n",
        where,
        STEPS / result.seconds(),
        megabytes[0],
        megabytes[1],
        megabytes[1] / megabytes[0]);
  }

  private static double megabytesInUse() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
  }
}

package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a step's exchange costs: by a Spark job for each step, within one stage, and at least, which
 * is copying the same doubles in one process ({@link CopyFloor}) and sending them over bare sockets
 * between processes ({@link SocketFloor}). The three are timed in turn, in one program, first in
 * {@code local[2]}, then on a loopback cluster of two executors of one core; {@code -Donly=local}
 * or {@code -Donly=cluster} leaves the other out.
 */
public final class ExchangeCost {
  private static final int[] PARAMETERS = {6, 100_000, 2_000_000};
  private static final int ROUNDS = 15;
  private static final int WARM_UP = 4;
  private static final double ROUND_MS = 400;
  private static final int FIRST_STEPS = 4;
  private static final int MOST_STEPS = 20_000;

  private ExchangeCost() {}

  /** Prints a table for each setting. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String only = System.getProperty("only", "");
    if (!only.equals("cluster")) {
      local();
    }
    if (!only.equals("local")) {
      cluster();
    }
  }

  private static void local() throws IOException {
    System.out.println("local[2]; the floor is System.arraycopy");
    try (JavaSparkContext spark = BenchSpark.start("local[2]")) {
      measure(spark, 30, CopyFloor::new);
    }
  }

  private static void cluster() throws IOException, InterruptedException {
    System.out.println("\ncluster of two executors; the floor is bare sockets");
    BenchCluster.with(spark -> measure(spark, 60, SocketFloor::new));
  }

  private static void measure(JavaSparkContext spark, int warmUpSeconds, FloorMaker floors)
      throws IOException {
    Settings settings = Settings.DEFAULTS.with(DataSettings.PARTITIONS, 2L);
    Dataset rows =
        DatasetLoader.load(spark, new GeneratedSource(spark, 1000, 5, 2), settings, 1).training();
    warmUp(rows, warmUpSeconds);
    System.out.println(
        "parameters  job ms/step  stage ms/step  floor ms/step  "
            + "job/stage (median of rounds)  stage/floor (median of rounds)");
    for (int n : PARAMETERS) {
      double[] job = new double[ROUNDS];
      double[] stage = new double[ROUNDS];
      double[] least = new double[ROUNDS];
      try (Floor floor = floors.of(n)) {
        int jobSteps = FIRST_STEPS;
        int stageSteps = FIRST_STEPS;
        int floorSteps = FIRST_STEPS;
        for (int round = -WARM_UP; round < ROUNDS; round++) {
          double jobMs = job(rows, n, jobSteps);
          double stageMs = stage(rows, n, stageSteps);
          double floorMs = floor.run(floorSteps);
          if (round >= 0) {
            job[round] = jobMs;
            stage[round] = stageMs;
            least[round] = floorMs;
          }
          jobSteps = steps(jobMs);
          stageSteps = steps(stageMs);
          floorSteps = steps(floorMs);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%,10d  %11.3f  %13.3f  %13s  %27s  %30s%n",
          n,
          median(job),
          median(stage),
          String.format(Locale.ROOT, median(least) < 0.001 ? "%.6f" : "%.3f", median(least)),
          ratios(job, stage),
          ratios(stage, least));
    }
  }

  /**
   * Lets Java compile what a job runs through, in the driver and in executors: that takes thousands
   * of jobs, and the first ones take five times as long as the last.
   */
  private static void warmUp(Dataset rows, int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      job(rows, PARAMETERS[0], 20);
      stage(rows, PARAMETERS[0], 1000);
    }
  }

  /** The steps of a round of some {@value #ROUND_MS} ms, where one took so long before. */
  private static int steps(double ms) {
    return (int) Math.max(FIRST_STEPS, Math.min(MOST_STEPS, ROUND_MS / ms));
  }

  /** A Spark job for each step. */
  private static double job(Dataset rows, int parameters, int steps) {
    return train(Kind.JOB, rows, parameters, steps);
  }

  /** All steps within one stage. */
  private static double stage(Dataset rows, int parameters, int steps) {
    return train(Kind.STAGE, rows, parameters, steps);
  }

  private static double train(Kind exchange, Dataset rows, int parameters, int steps) {
    double[] initial = new double[parameters];
    Arrays.fill(initial, 0.1);
    Training training =
        Training.of(
                new NoWork(parameters),
                OptimizerTable.entry("sgd").build(Settings.DEFAULTS, Setup.of(parameters, 1)),
                rows,
                new BatchPlan(rows.rows(), rows.rows(), false, 1))
            .initial(initial)
            .epochs(steps)
            .evaluate(Interval.NONE)
            .build();
    return Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT.with(exchange))
            .train(training, new Listener() {})
            .seconds()
        * 1e3
        / steps;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String ratios(double[] above, double[] below) {
    double[] ratio = new double[above.length];
    Arrays.setAll(ratio, round -> above[round] / below[round]);
    return String.format(
        Locale.ROOT,
        "%,.2f  (%,.2f to %,.2f)",
        median(ratio),
        Arrays.stream(ratio).min().orElseThrow(),
        Arrays.stream(ratio).max().orElseThrow());
  }

  /** Makes the floor for a number of parameters. */
  private interface FloorMaker {
    Floor of(int parameters) throws IOException;
  }
}

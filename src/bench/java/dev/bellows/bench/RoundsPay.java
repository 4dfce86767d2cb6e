package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Interval;
import dev.bellows.train.MeasuredEngine;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.StopRules;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.rounds.InnerState;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * When rounds pay: the seconds of 1,000 steps by the synchronous engine and by rounds of 1, 10 and
 * 100 steps, in turn, on a loopback cluster of two executors, for models of several sizes and with
 * several latencies added to each exchange. A step takes 8 rows of {@link DenseWork} in each of two
 * executors, by SGD; both ways see as many rows.
 */
public final class RoundsPay {
  private static final int[] PARAMETERS =
      Arrays.stream(new int[] {6, 100_000, 2_000_000})
          .filter(n -> n <= Integer.getInteger("most", Integer.MAX_VALUE)) // -Dmost=100000
          .toArray();
  private static final int[] LATENCIES_MS = {0, 1, 10};
  private static final int[] LENGTHS = {0, 1, 10, 100}; // 0: the synchronous engine
  private static final int REPLICAS = 2;
  private static final int BATCHES = 100; // of an epoch: the longest round
  private static final int ROWS_EACH = 8; // of a batch, in each replica
  private static final int TIMES = 3;
  private static final double WANTED_SECONDS = 0.5;
  private static final int MOST_STEPS = 5_000;
  private static final int FEW_STEPS = 20;
  private static final double RATE = 1e-9; // far below 2/n, where dense rows diverge

  private RoundsPay() {}

  /** Prints a line for each size and latency. */
  public static void main(String[] args) throws IOException, InterruptedException {
    BenchCluster.with(RoundsPay::measure);
  }

  private static void measure(JavaSparkContext spark) {
    Settings settings = Settings.DEFAULTS.with(DataSettings.PARTITIONS, (long) REPLICAS);
    long all = (long) REPLICAS * BATCHES * ROWS_EACH;
    Dataset rows =
        DatasetLoader.load(spark, new GeneratedSource(spark, all, 5, REPLICAS), settings, 1)
            .training();
    for (int parameters : PARAMETERS) {
      for (int length : LENGTHS) {
        seconds(
            rows, parameters, 0, length, parameters > 1_000_000 ? 50 : MOST_STEPS); // Java compiles
      }
    }
    System.out.println(
        "latency  parameters  s of 1,000 steps: synchronous, rounds of 1, 10, 100;"
            + "  times as fast (median of "
            + TIMES
            + ")");
    for (int latency : LATENCIES_MS) {
      for (int parameters : PARAMETERS) {
        line(rows, parameters, latency);
      }
    }
  }

  private static void line(Dataset rows, int parameters, int latency) {
    double[][] seconds = new double[LENGTHS.length][TIMES];
    int[] steps = new int[LENGTHS.length];
    Arrays.fill(steps, FEW_STEPS);
    for (int time = -1; time < TIMES; time++) {
      for (int l = 0; l < LENGTHS.length; l++) {
        double taken = seconds(rows, parameters, latency, LENGTHS[l], steps[l]);
        if (time >= 0) {
          seconds[l][time] = taken;
        }
        steps[l] = (int) Math.max(FEW_STEPS, Math.min(MOST_STEPS, WANTED_SECONDS * 1000 / taken));
      }
    }
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%4d ms  %,10d ", latency, parameters));
    for (double[] of : seconds) {
      line.append(String.format(Locale.ROOT, "  %8.3f", median(of)));
    }
    line.append("; ");
    for (int l = 1; l < LENGTHS.length; l++) {
      double[] ratios = new double[TIMES];
      for (int time = 0; time < TIMES; time++) {
        ratios[time] = seconds[0][time] / seconds[l][time];
      }
      Arrays.sort(ratios);
      line.append(
          String.format(
              Locale.ROOT, "  %6.2f (%.2f to %.2f)", median(ratios), ratios[0], ratios[TIMES - 1]));
    }
    System.out.println(line);
  }

  /** The seconds of 1,000 steps, by so many of them or a few more. */
  private static double seconds(
      Dataset rows, int parameters, int latency, int length, int atLeast) {
    int whole = Math.max(1, length);
    int steps = (atLeast + whole - 1) / whole * whole;
    int parts = length > 0 ? REPLICAS : 1;
    Training training =
        Training.of(
                new DenseWork(parameters),
                OptimizerTable.entry("sgd")
                    .build(
                        Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, RATE),
                        Setup.of(parameters, 1)),
                rows,
                new BatchPlan(rows.rows() / parts, (long) ROWS_EACH * REPLICAS / parts, true, 1))
            .epochs((steps + BATCHES - 1) / BATCHES)
            .stop(StopRules.of(Settings.DEFAULTS.with(StopRules.STEPS, (long) steps)))
            .evaluate(Interval.NONE)
            .build();
    long nanos = TimeUnit.MILLISECONDS.toNanos(latency);
    MeasuredEngine engine =
        new MeasuredEngine(
            ExchangeSettings.DEFAULT, transport -> new SlowTransport(transport, nanos));
    double seconds =
        (length == 0
                ? engine.synchronous(training)
                : engine.rounds(
                    training,
                    new RoundSettings(Interval.steps(length), InnerState.KEEP, Optional.empty())))
            .result()
            .seconds();
    return seconds * 1000 / steps;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

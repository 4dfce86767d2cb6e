package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.linalg.Layout;
import dev.bellows.model.LinearRegression;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Interval;
import dev.bellows.train.MeasuredEngine;
import dev.bellows.train.MeasuredEngine.Figures;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.StopRules;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.rounds.InnerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What rounds save and what they lose: an epoch of linear regression over a million rows of 50
 * features on a loopback cluster of two executors, by exact steps and by rounds of several lengths,
 * in turn. A local step of both replicas is over as many rows as one exact step. Bytes are those
 * the driver's connections counted; the best loss there can be is that of the noise, 1/24. A last
 * table says how early each way comes within 1 % of the loss that exact steps end with.
 */
public final class RoundsCost {
  private static final int COLUMNS = 50;
  private static final long ROWS = 1_000_000;
  private static final int REPLICAS = 2;
  private static final long BATCH = 1_000;
  private static final long SEED = 1;
  private static final double RATE = 0.1;
  private static final int[] LENGTHS = {10, 25, 100, 500};
  private static final int[] LATENCIES_MS = {0, 10};
  private static final int[] TIMES = {5, 3};
  private static final int LOOK_EVERY = 10; // exact steps
  private static final double NEAR = 1.01;
  private static final LinearRegression OBJECTIVE = new LinearRegression(COLUMNS);

  private RoundsCost() {}

  /** One way to train, and what it took each time. */
  private record Way(String name, Optional<RoundSettings> rounds, List<Figures> runs) {
    Way(String name, Optional<RoundSettings> rounds) {
      this(name, rounds, new ArrayList<>());
    }

    double bytes() {
      return runs.get(0).traffic().bytesSent() + runs.get(0).traffic().bytesReceived();
    }

    double loss() {
      return runs.get(0).result().loss().orElseThrow();
    }
  }

  /** Prints a table for each latency, and the last one; {@code -Donly=approach} just that. */
  public static void main(String[] args) throws IOException, InterruptedException {
    boolean all = !System.getProperty("only", "").equals("approach");
    BenchCluster.with(
        spark -> {
          Dataset rows = rows(spark);
          if (all) {
            cost(rows);
          }
          approach(rows);
        });
  }

  private static Dataset rows(JavaSparkContext spark) {
    Settings settings = Settings.DEFAULTS.with(DataSettings.PARTITIONS, (long) REPLICAS);
    return DatasetLoader.load(
            spark, new GeneratedSource(spark, ROWS, COLUMNS, REPLICAS), settings, 1)
        .training();
  }

  private static void cost(Dataset rows) {
    ways().forEach(way -> train(training(rows, way).build(), way, 0)); // Java compiles
    for (int l = 0; l < LATENCIES_MS.length; l++) {
      List<Way> ways = ways();
      for (int time = 0; time < TIMES[l]; time++) {
        for (Way way : ways) {
          way.runs().add(train(training(rows, way).build(), way, LATENCIES_MS[l]));
        }
      }
      print(LATENCIES_MS[l], ways);
    }
  }

  private static List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    ways.add(new Way("synchronous", Optional.empty()));
    for (int length : LENGTHS) {
      ways.add(way("average", length, Optional.empty()));
    }
    for (int length : LENGTHS) {
      ways.add(way("nesterov", length, Optional.of(nesterov())));
    }
    return ways;
  }

  private static Way way(String outer, int length, Optional<Optimizer> optimizer) {
    return new Way(
        outer + ", rounds of " + length,
        Optional.of(new RoundSettings(Interval.steps(length), InnerState.KEEP, optimizer)));
  }

  private static Optimizer nesterov() {
    return optimizer(
        "momentum",
        Settings.DEFAULTS
            .with(OptimizerSettings.LEARNING_RATE, 0.7)
            .with(OptimizerSettings.MOMENTUM, 0.9)
            .with(OptimizerSettings.NESTEROV, true));
  }

  private static Optimizer optimizer(String name, Settings settings) {
    Layout layout = OBJECTIVE.layout();
    return (Optimizer) OptimizerTable.entry(name).build(settings, new Setup(layout, 1, SEED));
  }

  private static Training.Builder training(Dataset rows, Way way) {
    int parts = way.rounds().isPresent() ? REPLICAS : 1;
    return Training.of(
            OBJECTIVE,
            optimizer("sgd", Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, RATE)),
            rows,
            new BatchPlan(ROWS / parts, BATCH / parts, true, SEED))
        .evaluate(Interval.END);
  }

  private static Figures train(Training training, Way way, int latencyMs) {
    long nanos = TimeUnit.MILLISECONDS.toNanos(latencyMs);
    MeasuredEngine engine =
        new MeasuredEngine(
            ExchangeSettings.DEFAULT, transport -> new SlowTransport(transport, nanos));
    return way.rounds()
        .map(rounds -> engine.rounds(training, rounds))
        .orElseGet(() -> engine.synchronous(training));
  }

  /** The first steps after which the loss over all rows is near that of exact steps. */
  private static void approach(Dataset rows) {
    Way exact = ways().get(0);
    exact.runs().add(train(training(rows, exact).build(), exact, 0));
    double below = NEAR * exact.loss();
    System.out.printf(
        Locale.ROOT, "%n%-26s  %11s  %9s%n", "below " + below, "local steps", "exchanges");
    for (Way way : ways()) {
      Interval look = way.rounds().map(RoundSettings::length).orElse(Interval.steps(LOOK_EVERY));
      Training training =
          training(rows, way)
              .evaluate(look)
              .stop(StopRules.of(Settings.DEFAULTS.with(StopRules.LOSS_BELOW, below)))
              .build();
      TrainingResult result = train(training, way, 0).result();
      boolean near = result.loss().orElseThrow() < below;
      System.out.printf(
          Locale.ROOT,
          "%-26s  %11s  %9s%n",
          way.name(),
          near ? result.steps() : "never",
          near ? exchanges(way, result) : "");
    }
  }

  private static long exchanges(Way way, TrainingResult result) {
    return way.rounds()
        .map(rounds -> (long) Math.ceil(result.steps() / rounds.length().amount()))
        .orElse(result.steps());
  }

  private static void print(int latencyMs, List<Way> ways) {
    Way exact = ways.get(0);
    System.out.printf(
        Locale.ROOT,
        "%n%d ms of latency, medians of %d%n%-26s  %9s  %8s  %7s  %10s  %12s  %12s  %11s%n",
        latencyMs,
        exact.runs().size(),
        "",
        "exchanges",
        "MB",
        "s",
        "loss",
        "bytes/exact",
        "s/exact",
        "loss/exact");
    for (Way way : ways) {
      System.out.printf(
          Locale.ROOT,
          "%-26s  %,9d  %8.3f  %7.3f  %10.6f  %12.4f  %12.4f  %11.5f%n",
          way.name(),
          exchanges(way, way.runs().get(0).result()),
          way.bytes() / 1e6,
          median(way, figures -> figures.result().seconds()),
          way.loss(),
          way.bytes() / exact.bytes(),
          medianOfRatios(way, exact),
          way.loss() / exact.loss());
    }
  }

  private static double median(Way way, ToDoubleFunction<Figures> of) {
    return median(way.runs().stream().mapToDouble(of).toArray());
  }

  private static double medianOfRatios(Way way, Way exact) {
    double[] ratios = new double[way.runs().size()];
    Arrays.setAll(
        ratios,
        time ->
            way.runs().get(time).result().seconds() / exact.runs().get(time).result().seconds());
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

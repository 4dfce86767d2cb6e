package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.table.OptimizerTable;
import java.util.Collection;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What an update of 10 million parameters costs beside moving the same bytes: System.arraycopy of
 * the arrays that the rule writes, and a plain reading of the gradient, on one thread (JMH).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class UpdateCost {
  private static final int PARAMETERS = 10_000_000;
  private static final double BYTES = 8.0 * PARAMETERS;

  /** The rule. */
  @Param("sgd")
  private String rule;

  private Optimizer optimizer;
  private OptimizerState state;
  private double[] parameters;
  private double[] gradient;
  private double[][] written;
  private double[][] copies;

  /** Arrays of random numbers, so that no page is shared and no number is denormal. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    parameters = random.doubles(PARAMETERS, 0.5, 1).toArray();
    gradient = random.doubles(PARAMETERS, 0.5, 1).toArray();
    optimizer =
        (Optimizer)
            OptimizerTable.entry(rule)
                .build(Settings.DEFAULTS, dev.bellows.optim.table.Setup.of(PARAMETERS, 1));
    state = optimizer.init(parameters);
    written = state.arrays().values().toArray(new double[arrays(rule)][]);
    written[written.length - 1] = parameters;
    copies = new double[written.length][PARAMETERS];
  }

  /** The arrays that a rule reads and writes: its state, and the parameters. */
  private static int arrays(String rule) {
    return switch (rule) {
      case "sgd" -> 1;
      case "momentum" -> 2;
      default -> 3;
    };
  }

  /** One step of the optimizer. */
  @Benchmark
  public void update() {
    optimizer.step(gradient, parameters, state);
  }

  /** The floor: the written arrays are copied, the gradient is read. */
  @Benchmark
  public double copy() {
    for (int a = 0; a < written.length; a++) {
      System.arraycopy(written[a], 0, copies[a], 0, PARAMETERS);
    }
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    for (int i = 0; i < PARAMETERS; i += 4) { // four sums, or the additions would be what is timed
      sum0 += gradient[i];
      sum1 += gradient[i + 1];
      sum2 += gradient[i + 2];
      sum3 += gradient[i + 3];
    }
    return sum0 + sum1 + sum2 + sum3;
  }

  /** Prints a line for each rule; its copy and its update are timed one after the other. */
  public static void main(String[] args) throws RunnerException {
    StringBuilder table =
        new StringBuilder(
            "%n%-10s %12s %12s %12s %12s %12s%n"
                .formatted(
                    "rule", "copy, ms", "copy, GB/s", "update, ms", "update, GB/s", "update/copy"));
    for (String rule : new String[] {"sgd", "momentum", "adam"}) {
      Collection<RunResult> results =
          new Runner(
                  new OptionsBuilder()
                      .include(UpdateCost.class.getName())
                      .param("rule", rule)
                      .forks(3)
                      .warmupIterations(3)
                      .warmupTime(TimeValue.seconds(1))
                      .measurementIterations(5)
                      .measurementTime(TimeValue.seconds(1))
                      .jvmArgsAppend("-Xms1500m", "-Xmx1500m", "-XX:+AlwaysPreTouch")
                      .build())
              .run();
      double copy = median(results, "copy");
      double update = median(results, "update");
      double bytes = (2 * arrays(rule) + 1) * BYTES;
      table.append(
          String.format(
              Locale.ROOT,
              "%-10s %12.1f %12.1f %12.1f %12.1f %12.2f%n",
              rule,
              copy,
              bytes / copy * 1e-6,
              update,
              bytes / update * 1e-6,
              update / copy));
    }
    System.out.print(table);
  }

  private static double median(Collection<RunResult> results, String method) {
    return results.stream()
        .filter(result -> result.getPrimaryResult().getLabel().equals(method))
        .mapToDouble(result -> result.getPrimaryResult().getStatistics().getPercentile(50))
        .findFirst()
        .orElseThrow();
  }
}

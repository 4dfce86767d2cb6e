package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.deep.Network;
import dev.bellows.deep.NetworkClassification;
import dev.bellows.optim.StepRecord;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What the steps of a small network leave behind: the resident memory of the process (Linux's
 * {@code VmRSS}) after 100 and up to {@code -Dsteps=1000} steps. Its layers have all that takes
 * memory outside of the heap: batch normalisation, dropout, residual blocks, branches, padding. A
 * heap that is there from the beginning keeps still: {@code -Xms1g -Xmx1g -XX:+AlwaysPreTouch}.
 */
public final class NetworkMemory {
  private static final String INPUT = "3x24x24";
  private static final String LAYERS =
      "conv 16 3x3 padding 1, batch-norm, relu, dropout 0.2, residual (conv 16 3x3 padding 1, relu),"
          + " residual (conv 32 3x3 stride 2 padding 1) shortcut (pad-channels 32 stride 2),"
          + " concat (conv 8 1x1) (conv 8 3x3 padding 1), max-pool 2, flatten, linear 10";
  private static final int ROWS = 512;
  private static final int BATCH = 64;
  private static final int STEPS = Integer.getInteger("steps", 1000);
  private static final int EVERY = 100;

  private NetworkMemory() {}

  /** Prints a line for every 100 steps, and the last one over the first. */
  public static void main(String[] args) {
    try (JavaSparkContext spark = BenchSpark.start("local[2]")) {
      run(spark);
    }
  }

  private static void run(JavaSparkContext spark) {
    NetworkClassification objective = Network.of(INPUT, LAYERS).classification();
    Settings settings =
        Settings.DEFAULTS.with(DataSettings.PARTITIONS, 2L).with(DataSettings.STANDARDIZE, false);
    Dataset rows =
        DatasetLoader.load(
                spark, new GeneratedSource(spark, ROWS, objective.columns(), 2, 10), settings, 1)
            .training();
    BatchPlan plan = new BatchPlan(ROWS, BATCH, true, 1);
    Training training =
        Training.of(
                objective,
                OptimizerTable.entry("adam")
                    .build(Settings.DEFAULTS, new Setup(objective.layout(), STEPS, 1)),
                rows,
                plan)
            .epochs((int) ((STEPS + plan.batches() - 1) / plan.batches()))
            .evaluate(Interval.NONE)
            .build();
    double[] megabytes = new double[2];
    Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT)
        .train(
            training,
            new Listener() {
              @Override
              public void onStep(StepRecord step) {
                if (step.step() % EVERY == 0 && step.step() <= STEPS) {
                  megabytes[1] = resident();
                  megabytes[0] = step.step() == EVERY ? megabytes[1] : megabytes[0];
                  System.out.println(
                      String.format(
                          Locale.ROOT, "%,7d steps: %,.1f MB", step.step(), megabytes[1]));
                }
              }
            });
    System.out.println(
        String.format(
            Locale.ROOT,
            "%.3f times that after %d steps, %+.1f kB a step",
            megabytes[1] / megabytes[0],
            EVERY,
            (megabytes[1] - megabytes[0]) * 1000 / (STEPS - EVERY)));
  }

  private static double resident() {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
      return lines.stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

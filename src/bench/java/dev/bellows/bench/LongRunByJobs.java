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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import scala.runtime.AbstractFunction1;

/**
 * What 2,000 steps by jobs leave behind, with a million parameters on a loopback cluster: the bytes
 * of living objects after a full collection in the driver and in both executors, over those after
 * 200 and 1,100 steps, and the broadcast blocks in all block managers at the end. Spark itself
 * keeps what it tells about the last 1,000 jobs and stages; {@code -Dspark.ui.retainedJobs=100
 * -Dspark.ui.retainedStages=100} leaves that out.
 */
public final class LongRunByJobs {
  private static final int STEPS = 2_000;
  private static final List<Long> LOOKS = List.of(200L, 1_100L, (long) STEPS);
  private static final int PARAMETERS = 1_000_000;
  private static final int SECONDS_TO_CLEAN = 3;
  private static final int TYPES = 8;
  private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)");

  private LongRunByJobs() {}

  /** Prints a line for each process. */
  public static void main(String[] args) throws IOException, InterruptedException {
    BenchCluster.withProcesses(LongRunByJobs::run);
  }

  private static void run(JavaSparkContext spark, List<ProcessHandle> executors) {
    List<Long> processes = new ArrayList<>();
    processes.add(ProcessHandle.current().pid());
    executors.forEach(executor -> processes.add(executor.pid()));
    List<List<Map<String, Long>>> heaps = new ArrayList<>();
    Settings settings = Settings.DEFAULTS.with(DataSettings.PARTITIONS, 2L);
    Dataset rows =
        DatasetLoader.load(spark, new GeneratedSource(spark, 1000, 5, 2), settings, 1).training();
    TrainingResult result =
        Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT.with(Kind.JOB))
            .train(
                Training.of(
                        new NoWork(PARAMETERS),
                        OptimizerTable.entry("adam")
                            .build(Settings.DEFAULTS, Setup.of(PARAMETERS, 1)),
                        rows,
                        new BatchPlan(rows.rows(), rows.rows(), false, 1))
                    .initial(new double[PARAMETERS])
                    .epochs(STEPS)
                    .evaluate(Interval.NONE)
                    .build(),
                new Listener() {
                  @Override
                  public void onStep(StepRecord step) {
                    if (LOOKS.contains(step.step())) {
                      heaps.add(heaps(processes));
                    }
                  }
                });
    System.out.printf(
        Locale.ROOT,
        "%,d steps, %.1f ms a step%nMB after %s steps; the last to the first%n",
        result.steps(),
        result.seconds() * 1e3 / result.steps(),
        LOOKS);
    for (int p = 0; p < processes.size(); p++) {
      int process = p;
      print(
          p == 0 ? "driver" : "executor " + p,
          heaps.stream().map(all -> all.get(process)).toList());
    }
    System.out.println("broadcast blocks of the driver and of executors: " + broadcastBlocks());
    collect();
    System.out.println("and after a collection in the driver: " + broadcastBlocks());
  }

  private static void print(String name, List<Map<String, Long>> heaps) {
    Map<String, Long> early = heaps.get(0);
    Map<String, Long> late = heaps.get(heaps.size() - 1);
    System.out.print(name);
    heaps.forEach(heap -> System.out.printf(Locale.ROOT, "  %.2f", bytes(heap) / 1e6));
    System.out.printf(Locale.ROOT, "; %.3f; grown most:", (double) bytes(late) / bytes(early));
    Map<String, Long> growth = new HashMap<>(late);
    early.forEach((type, bytes) -> growth.merge(type, -bytes, Long::sum));
    growth.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(TYPES)
        .forEach(
            each ->
                System.out.printf(Locale.ROOT, " %s %.2f", each.getKey(), each.getValue() / 1e6));
    System.out.println();
  }

  private static long bytes(Map<String, Long> heap) {
    return heap.values().stream().mapToLong(bytes -> bytes).sum();
  }

  /** Lets Spark remove what the driver's collector has found: it does so in the background. */
  private static void collect() {
    System.gc();
    try {
      TimeUnit.SECONDS.sleep(SECONDS_TO_CLEAN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> broadcastBlocks() {
    List<String> names = new ArrayList<>();
    SparkEnv.get()
        .blockManager()
        .master()
        .getMatchingBlockIds(new IsBroadcast(), true)
        .foreach(
            new AbstractFunction1<BlockId, Boolean>() {
              @Override
              public Boolean apply(BlockId block) {
                return names.add(block.name());
              }
            });
    return names;
  }

  /** Is asked in every process. */
  private static final class IsBroadcast extends AbstractFunction1<BlockId, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean apply(BlockId block) {
      return block.isBroadcast();
    }
  }

  private static List<Map<String, Long>> heaps(List<Long> processes) {
    collect();
    return processes.stream().map(LongRunByJobs::heap).toList();
  }

  /** The bytes of each type in a process; this histogram makes a full collection first. */
  private static Map<String, Long> heap(long process) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Map<String, Long> bytes = new HashMap<>();
    try {
      Process histogram =
          new ProcessBuilder(jcmd.toString(), Long.toString(process), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      try (BufferedReader lines = histogram.inputReader()) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Matcher found = LINE.matcher(line);
          if (found.lookingAt()) {
            bytes.merge(found.group(2), Long.parseLong(found.group(1)), Long::sum);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }
}

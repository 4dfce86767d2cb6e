package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.PackedBlock;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * What a synchronous step by a Spark job costs beside the least that Spark can do for it: the bare
 * loop broadcasts the same number of doubles, runs one job over the same partitions that returns
 * the same number of doubles, adds them, and destroys the broadcast. Both are timed in turn, in one
 * process.
 */
public final class StepCost {
  private static final int[] PARAMETERS = {6, 100_000, 2_000_000};
  private static final int ROUNDS = 15;
  private static final int WARM_UP = 4;
  private static final ClassTag<double[]> DOUBLES = ClassTag$.MODULE$.apply(double[].class);

  private StepCost() {}

  /** Prints a line for each number of parameters. */
  public static void main(String[] args) {
    JavaSparkContext spark = BenchSpark.start("local[2]");
    Settings settings = Settings.DEFAULTS.with(DataSettings.PARTITIONS, 2L);
    Dataset rows =
        DatasetLoader.load(spark, new GeneratedSource(spark, 1000, 5, 2), settings, 1).training();
    System.out.println("parameters  bare ms/step  engine ms/step  engine/bare (median of rounds)");
    for (int parameters : PARAMETERS) {
      int steps = parameters > 1_000_000 ? 8 : parameters > 10_000 ? 40 : 80;
      double[] bare = new double[ROUNDS];
      double[] engine = new double[ROUNDS];
      double[] ratio = new double[ROUNDS];
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        double bareMs = bare(spark, rows.blocks(), parameters, steps);
        double engineMs = engine(rows, parameters, steps);
        if (round >= 0) {
          bare[round] = bareMs;
          engine[round] = engineMs;
          ratio[round] = engineMs / bareMs;
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%,10d  %12.2f  %14.2f  %11.2f  (%.2f to %.2f)%n",
          parameters,
          median(bare),
          median(engine),
          median(ratio),
          Arrays.stream(ratio).min().orElseThrow(),
          Arrays.stream(ratio).max().orElseThrow());
    }
    spark.stop();
  }

  private static double bare(
      JavaSparkContext spark, JavaRDD<PackedBlock> blocks, int parameters, int steps) {
    double[] values = new double[parameters];
    Arrays.fill(values, 0.1);
    long begin = System.nanoTime();
    for (int step = 0; step < steps; step++) {
      Broadcast<double[]> broadcast = spark.broadcast(values);
      double[][] answers =
          (double[][]) blocks.context().runJob(blocks.rdd(), new Answer(broadcast), DOUBLES);
      double[] sum = answers[0];
      for (int b = 1; b < answers.length; b++) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += answers[b][i];
        }
      }
      broadcast.destroy();
    }
    return (System.nanoTime() - begin) * 1e-6 / steps;
  }

  /**
   * The least a task can do: as many doubles back as were broadcast. A class, not a lambda, so that
   * Spark has no closure to clean, which alone would cost the bare loop 1.4 ms a job.
   */
  private static final class Answer
      extends AbstractFunction2<TaskContext, Iterator<PackedBlock>, double[]>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<double[]> broadcast;

    Answer(Broadcast<double[]> broadcast) {
      this.broadcast = broadcast;
    }

    @Override
    public double[] apply(TaskContext context, Iterator<PackedBlock> blocks) {
      return new double[broadcast.value().length];
    }
  }

  private static double engine(Dataset rows, int parameters, int steps) {
    double[] initial = new double[parameters];
    Arrays.fill(initial, 0.1);
    Training training =
        Training.of(
                new NoWork(parameters),
                OptimizerTable.entry("sgd").build(Settings.DEFAULTS, Setup.of(parameters, 1)),
                rows,
                new BatchPlan(rows.rows(), rows.rows(), true, 1))
            .initial(initial)
            .epochs(steps)
            .evaluate(Interval.NONE)
            .build();
    long begin = System.nanoTime();
    Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT.with(Kind.JOB))
        .train(training, new Listener() {});
    return (System.nanoTime() - begin) * 1e-6 / steps;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

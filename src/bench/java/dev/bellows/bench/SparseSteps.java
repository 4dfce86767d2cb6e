package dev.bellows.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.ExampleBlocks;
import dev.bellows.data.ExampleBlocks.Run;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.SparseRows;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.Objective;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.StopRules;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A step of AdaGrad on rows of 30 features out of ten million ({@code -Dfeatures}), in {@code
 * local[2]}, by an objective that tells which parameters its rows reach, and by the same one that
 * does not, in turn. One feature is in every row, a half of the others are drawn by a power law,
 * and the rest are drawn evenly. The processor's time, that of all threads together, includes what
 * a training costs before its first step.
 */
public final class SparseSteps {
  private static final int FEATURES = Integer.getInteger("features", 10_000_000);
  private static final int ROWS = Integer.getInteger("rows", 500_000);
  private static final int IN_A_ROW = 30;
  private static final int IN_A_PIECE = 2_500;
  private static final int ROUNDS = 5;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private SparseSteps() {}

  /** The same objective, of which nobody knows what it reaches. */
  private record Dense(Objective objective) implements Objective {
    @Override
    public Layout layout() {
      return objective.layout();
    }

    @Override
    public double[] initialParameters(long seed) {
      return objective.initialParameters(seed);
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
      return objective.addLossAndGradient(examples, rows, count, parameters, gradient);
    }

    @Override
    public double loss(Examples examples, int[] rows, int count, double[] parameters) {
      return objective.loss(examples, rows, count, parameters);
    }
  }

  /** Prints a line for each exchange and size of a batch. */
  public static void main(String[] args) {
    JavaSparkContext spark = BenchSpark.start("local[2]");
    Dataset rows = rows(spark);
    System.out.println(
        "exchange  batch rows  dense ms/step  sparse ms/step  dense/sparse  sparse rows/s  ns/row"
            + "  processor ns/row  the same bits");
    String only = System.getProperty("only", "stage job");
    for (Kind kind : new Kind[] {Kind.STAGE, Kind.JOB}) {
      for (int batch : new int[] {1_000, 10_000}) {
        if (only.contains(kind.name().toLowerCase(Locale.ROOT))) {
          compare(rows, kind, batch);
        }
      }
    }
    spark.stop();
  }

  private static void compare(Dataset rows, Kind kind, int batch) {
    LinearRegression sparse = new LinearRegression(FEATURES);
    double[] initial = sparse.initialParameters(1);
    double[] ofDense = new double[ROUNDS];
    double[] ofSparse = new double[ROUNDS];
    double[] processor = new double[ROUNDS];
    boolean same = true;
    for (int round = -1; round < ROUNDS; round++) {
      int steps = kind == Kind.JOB ? 3 : 20;
      TrainingResult one = train(new Dense(sparse), initial, rows, kind, batch, steps);
      TrainingResult other = train(sparse, initial, rows, kind, batch, steps);
      same &= Arrays.equals(one.parameters(), other.parameters());
      int more = kind == Kind.JOB ? steps : ROWS / batch;
      long before = PROCESS.getProcessCpuTime();
      TrainingResult longer = train(sparse, initial, rows, kind, batch, more);
      if (round >= 0) {
        ofDense[round] = one.seconds() / one.steps();
        ofSparse[round] = longer.seconds() / longer.steps();
        processor[round] = (PROCESS.getProcessCpuTime() - before) / (double) longer.rows();
      }
    }
    Arrays.sort(ofDense);
    Arrays.sort(ofSparse);
    Arrays.sort(processor);
    double dense = ofDense[ROUNDS / 2];
    double listed = ofSparse[ROUNDS / 2];
    System.out.printf(
        Locale.ROOT,
        "%-8s  %,10d  %13.2f  %14.3f  %12.1f  %,13.0f  %,6.0f  %,16.0f  %s%n",
        kind,
        batch,
        dense * 1e3,
        listed * 1e3,
        dense / listed,
        batch / listed,
        listed / batch * 1e9,
        processor[ROUNDS / 2],
        same);
  }

  private static TrainingResult train(
      Objective objective, double[] initial, Dataset rows, Kind kind, int batch, long steps) {
    return Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT.with(kind))
        .train(
            Training.of(
                    objective,
                    OptimizerTable.entry("adagrad")
                        .build(
                            Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, 0.05),
                            new Setup(objective.layout(), 1, 1)),
                    rows,
                    new BatchPlan(rows.rows(), batch, true, 1))
                .initial(initial)
                .stop(StopRules.of(Settings.DEFAULTS.with(StopRules.STEPS, steps)))
                .evaluate(Interval.NONE)
                .build(),
            new Listener() {});
  }

  private static Dataset rows(JavaSparkContext spark) {
    List<Integer> firsts = new ArrayList<>();
    for (int first = 0; first < ROWS; first += IN_A_PIECE) {
      firsts.add(first);
    }
    int features = FEATURES;
    JavaRDD<Run> runs = spark.parallelize(firsts, 2).map(first -> run(first, features));
    return ExampleBlocks.load(spark, runs, ROWS, features, 2);
  }

  private static Run run(int first, int features) {
    Random random = new Random(first);
    // No piece reaches from one of the two blocks into the next: a block begins with a piece.
    int count = Math.min(IN_A_PIECE, ROWS - first);
    int[] starts = new int[count + 1];
    int[] indices = new int[count * IN_A_ROW];
    double[] values = new double[indices.length];
    int stored = 0;
    for (int row = 0; row < count; row++) {
      int[] of = new int[IN_A_ROW];
      for (int i = 1; i < IN_A_ROW; i++) {
        of[i] =
            i % 2 == 0
                ? random.nextInt(features)
                : (int) Math.pow(features, random.nextDouble()) - 1;
      }
      for (int index : Arrays.stream(of).sorted().distinct().toArray()) {
        indices[stored] = index;
        values[stored++] = 1;
      }
      starts[row + 1] = stored;
    }
    double[] labels = random.doubles(count, 0, 2).map(Math::floor).toArray();
    SparseRows rows =
        new SparseRows(
            starts, Arrays.copyOf(indices, stored), Arrays.copyOf(values, stored), features);
    return new Run(first, new LabelledRows(rows, labels));
  }
}

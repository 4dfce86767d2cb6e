package dev.bellows.bench;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.PackedBlock;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.MatrixProducts;
import dev.bellows.model.perceptron.Activation;
import dev.bellows.model.perceptron.Arithmetic;
import dev.bellows.model.perceptron.Initialization;
import dev.bellows.model.perceptron.Perceptron;
import dev.bellows.train.exchange.BatchSum;
import dev.bellows.train.exchange.BlockWork;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What a task computes of a batch of 256 rows in two blocks: loss and gradient of a 784-256-10
 * perceptron for some 128 rows that lie scattered over its block, on one thread, against the matrix
 * products alone.
 */
public final class PerceptronCost {
  private static final List<Integer> SIZES = List.of(784, 256, 10);
  private static final int BLOCK_ROWS = 30_000;
  private static final int PIECE_ROWS = 167; // as many as a megabyte holds
  private static final int BATCH = 128;
  private static final int ROUNDS = 15;
  private static final double ROUND_SECONDS = 0.3;
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private PerceptronCost() {}

  /** Prints milliseconds a batch and GFLOP/s. */
  public static void main(String[] arguments) {
    System.out.println(MatrixProducts.describe());
    PackedBlock block = block();
    for (Activation activation : Activation.values()) {
      for (Arithmetic arithmetic : Arithmetic.values()) {
        for (double dropout :
            activation == Activation.RELU ? new double[] {0, 0.5} : new double[1]) {
          measure(
              new Perceptron(SIZES, activation, dropout, Initialization.AUTO, arithmetic), block);
        }
      }
    }
  }

  private static PackedBlock block() {
    Random random = new Random(1);
    List<LabelledRows> pieces = new ArrayList<>();
    for (int from = 0; from < BLOCK_ROWS; from += PIECE_ROWS) {
      int rows = Math.min(PIECE_ROWS, BLOCK_ROWS - from);
      double[] labels = new double[rows];
      Arrays.setAll(labels, i -> random.nextInt(SIZES.get(2)));
      pieces.add(
          new LabelledRows(
              new DenseRows(random.doubles((long) rows * SIZES.get(0)).toArray(), SIZES.get(0)),
              labels));
    }
    return new PackedBlock(0, 0, pieces);
  }

  private static void measure(Perceptron network, PackedBlock block) {
    BatchPlan plan = new BatchPlan(BLOCK_ROWS, BATCH, true, 1);
    BlockWork work = new BlockWork(network.classification(), plan);
    double[] parameters = network.initialParameters(1);
    double[] room = new double[parameters.length + 1];
    BatchSum sum = new BatchSum(length -> room); // it is not cleared: the time is the same
    boolean single = network.arithmetic() == Arithmetic.FLOAT32;
    Runnable products = single ? new Singles() : new Doubles();
    int[] next = {0};
    Runnable batch =
        () -> {
          work.gradient(block, 1, next[0], parameters, sum);
          next[0] = (next[0] + 1) % (plan.batches() - 1);
        };
    double[] times = new double[ROUNDS];
    double[] floors = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      times[round] = milliseconds(batch);
      floors[round] = milliseconds(products);
    }
    Arrays.sort(times);
    Arrays.sort(floors);
    double time = times[ROUNDS / 2];
    double floor = floors[ROUNDS / 2];
    System.out.printf(
        Locale.ROOT,
        "%-8s %-8s dropout %.1f: %.3f ms a batch of %d, %.1f GFLOP/s; products alone %.3f ms; %.2f%n",
        network.activation(),
        network.arithmetic(),
        network.dropout(),
        time,
        BATCH,
        flops() / time / 1e6,
        floor,
        time / floor);
  }

  /** Forward and the gradients of weights in both layers, and once backward. */
  private static double flops() {
    double first = 2.0 * BATCH * SIZES.get(0) * SIZES.get(1);
    double second = 2.0 * BATCH * SIZES.get(1) * SIZES.get(2);
    return 2 * first + 3 * second;
  }

  /** Of processor time, which counts nothing where the machine does other things meanwhile. */
  private static double milliseconds(Runnable work) {
    long start = CLOCK.getCurrentThreadCpuTime();
    long until = start + (long) (ROUND_SECONDS * 1e9);
    int times = 0;
    long now = start;
    while (now < until) {
      work.run();
      times++;
      now = CLOCK.getCurrentThreadCpuTime();
    }
    return (now - start) / 1e6 / times;
  }

  private static final class Singles implements Runnable {
    private final float[] x = new float[BATCH * SIZES.get(0)];
    private final float[] w = new float[SIZES.get(0) * SIZES.get(1)];
    private final float[] gradient = new float[w.length];
    private final float[] z = new float[BATCH * SIZES.get(1)];
    private final float[] outputs = new float[BATCH * SIZES.get(2)];

    @Override
    public void run() {
      int in = SIZES.get(0);
      int hidden = SIZES.get(1);
      int out = SIZES.get(2);
      MatrixProducts.timesTransposed(BATCH, hidden, in, x, 0, w, 0, 0, z, 0);
      MatrixProducts.timesTransposed(BATCH, out, hidden, z, 0, w, 0, 0, outputs, 0);
      MatrixProducts.transposedTimes(out, hidden, BATCH, outputs, 0, z, 0, 0, gradient, 0);
      MatrixProducts.times(BATCH, hidden, out, outputs, 0, w, 0, 0, z, 0);
      MatrixProducts.transposedTimes(hidden, in, BATCH, z, 0, x, 0, 0, gradient, 0);
    }
  }

  private static final class Doubles implements Runnable {
    private final double[] x = new double[BATCH * SIZES.get(0)];
    private final double[] w = new double[SIZES.get(0) * SIZES.get(1)];
    private final double[] gradient = new double[w.length];
    private final double[] z = new double[BATCH * SIZES.get(1)];
    private final double[] outputs = new double[BATCH * SIZES.get(2)];

    @Override
    public void run() {
      int in = SIZES.get(0);
      int hidden = SIZES.get(1);
      int out = SIZES.get(2);
      MatrixProducts.timesTransposed(BATCH, hidden, in, x, 0, w, 0, 0, z, 0);
      MatrixProducts.timesTransposed(BATCH, out, hidden, z, 0, w, 0, 0, outputs, 0);
      MatrixProducts.transposedTimes(out, hidden, BATCH, outputs, 0, z, 0, 0, gradient, 0);
      MatrixProducts.times(BATCH, hidden, out, outputs, 0, w, 0, 0, z, 0);
      MatrixProducts.transposedTimes(hidden, in, BATCH, z, 0, x, 0, 0, gradient, 0);
    }
  }
}

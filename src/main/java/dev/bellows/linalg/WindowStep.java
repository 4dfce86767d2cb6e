package dev.bellows.linalg;

import java.util.Arrays;

/**
 * One step of negative sampling (Mikolov et al., "Distributed representations of words and
 * phrases", 2013, equation 4) on a window: some input rows, each to be told that the first target
 * is theirs and the others are not. For an input {@code v} and a target {@code u} with label {@code
 * y}, with {@code g = η(y − σ(u·v))}: {@code v ← v + g·u}, {@code u ← u + g·v}.
 *
 * <p>All inputs share the targets, so the step is two small matrix products. It runs on the
 * provider that {@link Vectors} has chosen. An instance is the working place of one thread; rows
 * may be changed by other threads meanwhile, as long as lost additions do no harm.
 */
public final class WindowStep {
  /** The most targets of one step, the first one included; more are taken in several steps. */
  public static final int MOST_TARGETS = WindowKernels.TILE;

  private static final WindowKernels KERNELS =
      Vectors.isSimd() ? new SimdWindowKernels() : new ScalarWindowKernels();

  private final WindowKernels kernels;
  private final int stride;
  private final float[][] inputs;
  private final int[] inputsAt;
  private final float[][] targets = new float[MOST_TARGETS][];
  private final int[] targetsAt = new int[MOST_TARGETS];
  private final float[] tile;
  private final float[] products;
  private final float[] sums = new float[2 * MOST_TARGETS * FloatTable.LANES];

  /**
   * A working place.
   *
   * @param stride the length of rows, padded as in a {@link FloatTable}
   * @param mostInputs the most input rows of a step
   */
  public WindowStep(int stride, int mostInputs) {
    this(KERNELS, stride, mostInputs);
  }

  WindowStep(WindowKernels kernels, int stride, int mostInputs) {
    this.kernels = kernels;
    this.stride = stride;
    inputs = new float[mostInputs][];
    inputsAt = new int[mostInputs];
    tile = new float[MOST_TARGETS * stride];
    products = new float[mostInputs * MOST_TARGETS];
  }

  /** Names input row {@code j}: its array, and where it begins. */
  public void input(int j, float[] array, int at) {
    inputs[j] = array;
    inputsAt[j] = at;
  }

  /** Names target {@code t}; 0 is the one that is right. */
  public void target(int t, float[] array, int at) {
    targets[t] = array;
    targetsAt[t] = at;
  }

  /**
   * Moves the rows that were named.
   *
   * @param inputCount how many inputs, at least 1
   * @param targetCount how many targets, 1 to {@link #MOST_TARGETS}
   * @param positive whether the first target is right; false where all are wrong
   * @param rate the learning rate η
   * @return the sum of the sigmoid cross-entropies of all pairs before the step
   */
  public double apply(int inputCount, int targetCount, boolean positive, float rate) {
    for (int t = 0; t < targetCount; t++) {
      System.arraycopy(targets[t], targetsAt[t], tile, t * stride, stride);
    }
    if (targetCount < MOST_TARGETS) {
      Arrays.fill(tile, targetCount * stride, tile.length, 0);
    }
    kernels.products(inputs, inputsAt, inputCount, tile, stride, sums, products);
    double loss = coefficients(products, inputCount, targetCount, positive, rate);
    kernels.update(
        inputs, inputsAt, inputCount, targets, targetsAt, targetCount, tile, stride, products);
    return loss;
  }

  /** Makes of products what both sides are moved by. */
  private static double coefficients(
      float[] products, int inputs, int targets, boolean positive, float rate) {
    double loss = 0;
    for (int j = 0; j < inputs; j++) {
      int at = j * MOST_TARGETS;
      if (positive) {
        products[at] = -products[at];
      }
      loss += Sigmoid.scaled(products, at, at + targets, -rate);
      if (positive) {
        products[at] = -products[at];
      }
      for (int t = targets; t < MOST_TARGETS; t++) {
        products[at + t] = 0;
      }
    }
    return loss;
  }
}

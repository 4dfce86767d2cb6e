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
  private final float[] work;

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
    work = WindowKernels.work(stride, mostInputs);
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
    int end = WindowKernels.TILE_AT;
    for (int t = 0; t < targetCount; t++) {
      System.arraycopy(targets[t], targetsAt[t], work, end, stride);
      end += stride;
    }
    if (targetCount < MOST_TARGETS) {
      Arrays.fill(work, end, WindowKernels.sumsAt(stride), 0);
    }
    kernels.products(inputs, inputsAt, inputCount, work, stride);
    double loss = kernels.coefficients(work, stride, inputCount, targetCount, positive, rate);
    kernels.update(inputs, inputsAt, inputCount, targets, targetsAt, targetCount, work, stride);
    return loss;
  }
}

package dev.bellows.linalg;

/**
 * The logistic function and its integral from tables, interpolated between their cells: good to
 * 1e-6. Outside of ±{@value #END} they are continued by what they come near to.
 */
final class Sigmoid {
  private static final int END = 16;
  private static final int CELLS_TO_ONE = 256;
  private static final float[] SIGMOID = new float[2 * END * CELLS_TO_ONE + 2];
  private static final float[] SOFTPLUS = new float[SIGMOID.length];

  static {
    for (int i = 0; i < SIGMOID.length; i++) {
      double x = (double) i / CELLS_TO_ONE - END;
      SIGMOID[i] = (float) (1 / (1 + StrictMath.exp(-x)));
      SOFTPLUS[i] = (float) (StrictMath.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));
    }
  }

  private Sigmoid() {}

  /** {@code 1 / (1 + e⁻ˣ)}. */
  static float of(float x) {
    float at = (x + END) * CELLS_TO_ONE;
    if (!(at >= 0)) {
      return x < 0 ? 0 : Float.NaN;
    }
    if (at >= SIGMOID.length - 1) {
      return 1;
    }
    int cell = (int) at;
    return SIGMOID[cell] + (at - cell) * (SIGMOID[cell + 1] - SIGMOID[cell]);
  }

  /** {@code log(1 + eˣ)}. */
  static float softplus(float x) {
    float at = (x + END) * CELLS_TO_ONE;
    if (!(at >= 0)) {
      return x < 0 ? 0 : Float.NaN;
    }
    if (at >= SOFTPLUS.length - 1) {
      return x;
    }
    int cell = (int) at;
    return SOFTPLUS[cell] + (at - cell) * (SOFTPLUS[cell + 1] - SOFTPLUS[cell]);
  }
}

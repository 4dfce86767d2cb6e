package dev.bellows.linalg;

/**
 * The logistic function {@code σ(x) = 1 / (1 + e⁻ˣ)} and its integral, {@code log(1 + eˣ)}, from a
 * table that is interpolated between its cells, to 2e-7 and 2e-7 of the value. Outside of ±16 they
 * are continued by what they come near to.
 */
final class Sigmoid {
  private static final int END = 16;
  private static final int CELLS_TO_ONE = 512;
  private static final int CELLS = 2 * END * CELLS_TO_ONE;

  /** Function and integral by turns: both are wanted at the same places. */
  private static final float[] TABLE = new float[2 * (CELLS + 1)];

  static {
    for (int i = 0; i <= CELLS; i++) {
      double x = (double) i / CELLS_TO_ONE - END;
      TABLE[2 * i] = (float) (1 / (1 + StrictMath.exp(-x)));
      TABLE[2 * i + 1] =
          (float) (StrictMath.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));
    }
  }

  private Sigmoid() {}

  /**
   * Makes {@code scale · σ(x)} of some elements.
   *
   * @return the sum of {@code log(1 + eˣ)}
   */
  static float scaled(float[] x, int from, int to, float scale) {
    float sum = 0;
    for (int i = from; i < to; i++) {
      float place = (x[i] + END) * CELLS_TO_ONE;
      if (place >= 0 && place < CELLS) {
        int cell = (int) place;
        float part = place - cell;
        int at = 2 * cell;
        sum += TABLE[at + 1] + part * (TABLE[at + 3] - TABLE[at + 1]);
        x[i] = scale * (TABLE[at] + part * (TABLE[at + 2] - TABLE[at]));
      } else {
        sum += x[i] < 0 ? 0 : x[i];
        x[i] = scale * (x[i] < 0 ? 0 : x[i] > 0 ? 1 : Float.NaN);
      }
    }
    return sum;
  }
}

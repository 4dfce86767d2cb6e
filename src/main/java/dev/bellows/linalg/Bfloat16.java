package dev.bellows.linalg;

/** The number format of eight significant bits and the exponents of a single. */
final class Bfloat16 {
  private static final int DROPPED_BITS = 45; // of the 52 behind a double's point
  private static final long DROPPED = (1L << DROPPED_BITS) - 1;
  private static final long HALF = DROPPED >>> 1; // a little less than it
  private static final double LEAST_NORMAL = 0x1p-126;
  private static final double OVERFLOW = 0x1p128;
  private static final double STEPS_TO_ONE = 0x1p133; // of the numbers below the least normal one
  private static final double STEP = 0x1p-133;

  private Bfloat16() {}

  /** The nearest number of the format, the even one of two; infinite beyond the greatest. */
  static double round(double x) {
    if (Double.isNaN(x)) {
      return Double.NaN;
    }
    if (Math.abs(x) < LEAST_NORMAL) {
      return Math.rint(x * STEPS_TO_ONE) * STEP;
    }
    long bits = Double.doubleToRawLongBits(x);
    long odd = bits >>> DROPPED_BITS & 1;
    double rounded = Double.longBitsToDouble(bits + HALF + odd & ~DROPPED);
    return Math.abs(rounded) < OVERFLOW ? rounded : Math.copySign(Double.POSITIVE_INFINITY, x);
  }
}

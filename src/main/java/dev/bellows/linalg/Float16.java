package dev.bellows.linalg;

/** The half-precision format of IEEE 754: a sign, five bits of exponent, ten of fraction. */
final class Float16 {
  private static final int FRACTION_BITS = 10;
  private static final int FRACTION = (1 << FRACTION_BITS) - 1;
  private static final int TOP_EXPONENT = 0x1F;
  private static final int BIAS = 15;
  private static final double STEP = 0x1p-24; // of the numbers below the least normal one

  private Float16() {}

  /** The number that the bits stand for. */
  static double toDouble(short bits) {
    int exponent = bits >> FRACTION_BITS & TOP_EXPONENT;
    int fraction = bits & FRACTION;
    double magnitude;
    if (exponent == TOP_EXPONENT) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * STEP;
    } else {
      magnitude = Math.scalb((double) (fraction | FRACTION + 1), exponent - BIAS - FRACTION_BITS);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}

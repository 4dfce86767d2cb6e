package dev.bellows.model;

/**
 * A histogram of margins for each of two classes, of which the area under the ROC curve is made:
 * the probability that a row of class 1 has a larger margin than one of class 0, where rows of one
 * bin count half. Histograms add up, so any number of tasks can share the rows.
 *
 * <p>A bin is 1/64 wide from −16 to 16 and nowhere wider than 1/32 of the margin, down to a size of
 * 2⁻²⁰ and up to 2²⁰; what is smaller or larger is in the bins at those ends. Margins rather than
 * probabilities, because the rare clicks of an advertisement all have probabilities near zero. For
 * margins that spread over more than a few bins the area is good to 1e-4 where both classes have
 * some thousand rows: what is lost is the order within a bin, which is 1e-5 for smooth densities,
 * and by chance {@code 1.3e-3 / (d√n)} for n rows of the rarer class and margins that deviate by d,
 * up to 1, from their mean: a two-hundredth of what the area of so few rows varies by itself.
 */
final class MarginBins {
  private static final int PARTS = 32;
  private static final int SHIFT = 52 - 5; // leaves the exponent and five bits: 32 parts
  private static final double FINE_FROM = 0.5;
  private static final double FINE_TO = 16;
  private static final double FINE = 64;
  private static final long LOWEST = bits(0x1p-20);
  private static final int FINE_PLACE = (int) (bits(FINE_FROM) - LOWEST) + 1;
  private static final int COARSE_PLACE = FINE_PLACE + (int) ((FINE_TO - FINE_FROM) * FINE);
  private static final int LAST = COARSE_PLACE + PARTS * 16 - 1; // sixteen doublings to 2²⁰

  /** The number of bins. */
  static final int COUNT = 2 * LAST + 1;

  private MarginBins() {}

  private static long bits(double size) {
    return Double.doubleToRawLongBits(size) >>> SHIFT;
  }

  /**
   * The bin of a margin: larger margins are in later bins. One that is no number is in the middle.
   */
  static int of(double margin) {
    int place = place(Math.abs(margin));
    return margin < 0 ? LAST - place : LAST + place;
  }

  /** From 0 for what is next to zero to {@link #LAST}. */
  private static int place(double size) {
    if (size >= FINE_TO) {
      return (int) Math.min(LAST, COARSE_PLACE + bits(size) - bits(FINE_TO));
    }
    if (size >= FINE_FROM) {
      return FINE_PLACE + (int) ((size - FINE_FROM) * FINE);
    }
    return size < 0x1p-20 || Double.isNaN(size) ? 0 : 1 + (int) (bits(size) - LOWEST);
  }

  /**
   * The area under the ROC curve.
   *
   * @param sums holds the weights of class 0 in each bin, and behind them those of class 1
   * @param from where they begin
   * @return not a number where a class has no weight
   */
  static double areaUnderRoc(double[] sums, int from) {
    double zeros = 0;
    double ones = 0;
    double pairs = 0;
    for (int bin = from; bin < from + COUNT; bin++) {
      pairs += sums[bin + COUNT] * (zeros + sums[bin] / 2);
      zeros += sums[bin];
      ones += sums[bin + COUNT];
    }
    return pairs / (zeros * ones);
  }
}

package dev.bellows.report.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which values get a contour line. They are quantiles over the picture, so that the lines stand
 * about evenly on paper, however steep the function; around a minimum they are squared, which
 * spaces the rings of a parabola evenly. Then each is rounded as far as its neighbours allow.
 */
final class ContourLevels {
  private ContourLevels() {}

  /**
   * Chooses levels.
   *
   * @param values the function's values over the picture, ascending, finite
   * @param hasFloor whether the lowest is a minimum inside the picture
   * @param count about how many
   * @return different levels, ascending; none if the function is flat
   */
  static List<BigDecimal> choose(double[] values, boolean hasFloor, int count) {
    if (values.length == 0 || !(values[values.length - 1] > values[0])) {
      return List.of();
    }
    List<Double> raw = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double part = (i + 0.5) / count;
      double quantile = hasFloor ? part * part : part;
      raw.add(values[(int) (quantile * (values.length - 1))]);
    }
    TreeSet<BigDecimal> levels = new TreeSet<>();
    double previous = values[0];
    for (int i = 0; i < count; i++) {
      double next = i + 1 < count ? raw.get(i + 1) : values[values.length - 1];
      double room = Math.min(raw.get(i) - previous, next - raw.get(i));
      if (room > 0) {
        levels.add(rounded(raw.get(i), room));
      }
      previous = raw.get(i);
    }
    return List.copyOf(levels);
  }

  /** A value with no more digits than it takes to stay within a third of {@code room}. */
  static BigDecimal rounded(double value, double room) {
    if (Math.abs(value) <= room / 3) {
      return BigDecimal.ZERO;
    }
    for (int digits = 1; digits < 17; digits++) {
      BigDecimal candidate =
          new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (Math.abs(candidate.doubleValue() - value) <= room / 3) {
        return candidate.stripTrailingZeros();
      }
    }
    return new BigDecimal(value);
  }

  /** A level as a label: plain where that is short, else with an exponent. */
  static String label(BigDecimal level) {
    String plain = level.toPlainString();
    return plain.length() <= 7 ? plain : level.toString();
  }
}

package dev.bellows.search.space;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleFunction;

/** Evenly spaced places of a range. */
final class GridPoints {
  private static final int LEAST = 2;
  private static final MathContext FEW_DIGITS = new MathContext(11);
  private static final int ROUNDINGS = 64; // ulps that a logarithm and its inverse may be off

  private GridPoints() {}

  /** What is wrong with that number of points. */
  static Optional<String> fault(OptionalInt points) {
    return points.isPresent() && points.getAsInt() < LEAST
        ? Optional.of(
            "grid = %d; a grid takes at least %d points, the ends, or a list takes its place"
                .formatted(points.getAsInt(), LEAST))
        : Optional.empty();
  }

  /** The ends as they are, and what lies between them. */
  static List<Object> of(OptionalInt points, Object low, Object high, DoubleFunction<?> between) {
    int count =
        points.orElseThrow(() -> new IllegalStateException("a range without a number of points"));
    List<Object> values = new ArrayList<>();
    values.add(low);
    for (int i = 1; i < count - 1; i++) {
      values.add(between.apply((double) i / (count - 1)));
    }
    values.add(high);
    return values.stream().distinct().toList();
  }

  /**
   * The decimal number that was meant: 0.1 for 0.10000000000000002, as arithmetic rounds. Numbers
   * that are not as good as one with few digits stay as they are.
   */
  static double decimal(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value;
    }
    double rounded = new BigDecimal(value).round(FEW_DIGITS).doubleValue();
    return Math.abs(rounded - value) <= ROUNDINGS * Math.ulp(value) ? rounded : value;
  }

  /** How a job file says it; nothing where there is none. */
  static String written(OptionalInt points) {
    return points.isPresent() ? ", grid = " + points.getAsInt() : "";
  }
}

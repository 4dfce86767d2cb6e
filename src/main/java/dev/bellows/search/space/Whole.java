package dev.bellows.search.space;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whole numbers between two ends, both among them; its values are {@code Long}.
 *
 * @param low the lower end; above 0 where {@code log} is set
 * @param high the upper end, above {@code low} and below 2⁵³
 * @param log whether a number n is drawn as often as the logarithm grows from n to n + 1, so that
 *     there are about as many from 8 to 15 as from 16 to 31; otherwise all are alike likely
 * @param points how many a grid takes, the ends among them, fewer where two are rounded to the same
 *     number; without it a grid is refused
 */
public record Whole(long low, long high, boolean log, OptionalInt points) implements Range {
  private static final long LARGEST = 1L << 53; // doubles between hold every whole number

  /** A linear range that no grid can be made of. */
  public Whole(long low, long high) {
    this(low, high, false, OptionalInt.empty());
  }

  @Override
  public Object at(double u) {
    double drawn =
        log
            ? StrictMath.exp((1 - u) * StrictMath.log(low) + u * StrictMath.log(high + 1.0))
            : low + u * (high - low + 1.0);
    return clamped((long) Math.floor(drawn));
  }

  @Override
  public List<Object> grid() {
    return GridPoints.of(points, low, high, this::between);
  }

  private long between(double u) {
    return clamped(
        Math.round(
            log
                ? StrictMath.exp((1 - u) * StrictMath.log(low) + u * StrictMath.log(high))
                : (1 - u) * low + u * high));
  }

  private long clamped(long value) {
    return Math.max(low, Math.min(high, value));
  }

  @Override
  public boolean hasGrid() {
    return points.isPresent();
  }

  @Override
  public Optional<String> fault() {
    if (low <= -LARGEST || high >= LARGEST) {
      return Optional.of("from %d to %d; the ends lie within ±2⁵³".formatted(low, high));
    }
    return Ends.fault(low, high)
        .or(() -> log ? Ends.logFault(low) : Optional.empty())
        .or(() -> GridPoints.fault(points));
  }

  @Override
  public String written() {
    return "integer = [%d, %d]%s%s"
        .formatted(low, high, log ? ", log = true" : "", GridPoints.written(points));
  }
}

package dev.bellows.search.space;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Numbers between two ends, all alike likely.
 *
 * @param low the lower end
 * @param high the upper end, above {@code low}
 * @param points how many a grid takes, the ends among them; without it a grid is refused
 */
public record Uniform(double low, double high, OptionalInt points) implements Range {

  /** A range that no grid can be made of. */
  public Uniform(double low, double high) {
    this(low, high, OptionalInt.empty());
  }

  @Override
  public Object at(double u) {
    return between(u);
  }

  private double between(double u) {
    // Not low + u (high − low), which is infinite for far ends.
    return within((1 - u) * low + u * high);
  }

  private double within(double value) {
    return Math.max(low, Math.min(high, value));
  }

  @Override
  public List<Object> grid() {
    return GridPoints.of(points, low, high, u -> within(GridPoints.decimal(between(u))));
  }

  @Override
  public boolean hasGrid() {
    return points.isPresent();
  }

  @Override
  public Optional<String> fault() {
    return Ends.fault(low, high).or(() -> GridPoints.fault(points));
  }

  @Override
  public String written() {
    return "uniform = [%s, %s]%s".formatted(low, high, GridPoints.written(points));
  }
}

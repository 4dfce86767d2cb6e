package dev.bellows.search.space;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Numbers between two ends, the logarithm of which is evenly spread: as many between 0.001 and 0.01
 * as between 0.01 and 0.1.
 *
 * @param low the lower end, above 0
 * @param high the upper end, above {@code low}
 * @param points how many a grid takes, the ends among them; without it a grid is refused
 */
public record LogUniform(double low, double high, OptionalInt points) implements Range {

  /** A range that no grid can be made of. */
  public LogUniform(double low, double high) {
    this(low, high, OptionalInt.empty());
  }

  @Override
  public Object at(double u) {
    return between(u);
  }

  private double between(double u) {
    // StrictMath: a search's table is the same on every machine.
    double logarithm = (1 - u) * StrictMath.log(low) + u * StrictMath.log(high);
    return within(StrictMath.exp(logarithm));
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
    return Ends.fault(low, high).or(() -> Ends.logFault(low)).or(() -> GridPoints.fault(points));
  }

  @Override
  public String written() {
    return "log-uniform = [%s, %s]%s".formatted(low, high, GridPoints.written(points));
  }
}

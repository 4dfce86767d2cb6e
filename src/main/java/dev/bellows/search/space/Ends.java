package dev.bellows.search.space;

import java.util.Optional;

/** The two ends of a range. */
final class Ends {
  private Ends() {}

  /** What is wrong with them. */
  static Optional<String> fault(double low, double high) {
    if (!Double.isFinite(low) || !Double.isFinite(high)) {
      return Optional.of("from %s to %s; a range takes two finite numbers".formatted(low, high));
    }
    return order(low, high, low >= high);
  }

  /** What is wrong with whole ones. */
  static Optional<String> fault(long low, long high) {
    return order(low, high, low >= high);
  }

  private static Optional<String> order(Object low, Object high, boolean wrong) {
    return wrong
        ? Optional.of("from %s to %s; the first end has to be the lower one".formatted(low, high))
        : Optional.empty();
  }

  /** What is wrong with the lower end of a logarithmic range. */
  static Optional<String> logFault(Number low) {
    return low.doubleValue() > 0
        ? Optional.empty()
        : Optional.of("from %s; a logarithmic range begins above 0".formatted(low));
  }
}

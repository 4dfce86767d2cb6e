package dev.bellows.search.space;

/** Values of settings as people compare them. */
final class Values {
  private Values() {}

  /** Whether two values are the same: numbers by what they are worth, so that 8 is 8.0. */
  static boolean same(Object one, Object other) {
    return one instanceof Number a && other instanceof Number b
        ? a.doubleValue() == b.doubleValue()
        : one.equals(other);
  }
}

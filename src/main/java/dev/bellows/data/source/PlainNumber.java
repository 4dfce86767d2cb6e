package dev.bellows.data.source;

import java.util.OptionalDouble;

/** Numbers as people write them into files. */
public final class PlainNumber {
  /** Up to here a whole number has all its digits in a double. */
  private static final double LARGEST_WHOLE = 0x1p53;

  /** So many digits make a number that a double holds exactly. */
  private static final int MOST_DIGITS = 15;

  private static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private PlainNumber() {}

  /** The number that a text spells, if any; Java's own spellings, 1d and 0x1p3, are none. */
  public static OptionalDouble parse(String text) {
    try {
      double value = Double.parseDouble(text);
      char last = text.charAt(text.length() - 1);
      boolean javas = "dDfF".indexOf(last) >= 0 || text.indexOf('x') >= 0 || text.indexOf('X') >= 0;
      return javas ? OptionalDouble.empty() : OptionalDouble.of(value);
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /**
   * The number that a part of a text spells, as {@link Double#parseDouble} has it; short ones,
   * which are nearly all, without making an object.
   *
   * @throws NumberFormatException if it spells none
   */
  static double parse(String text, int from, int to) {
    boolean negative = from < to && text.charAt(from) == '-';
    int first = negative ? from + 1 : from;
    long digits = 0;
    int point = to;
    for (int i = first; i < to; i++) {
      char sign = text.charAt(i);
      if (sign == '.' && point == to) {
        point = i;
      } else if (sign >= '0' && sign <= '9') {
        digits = 10 * digits + sign - '0';
      } else {
        return Double.parseDouble(text.substring(from, to));
      }
    }
    int decimals = Math.max(0, to - point - 1);
    boolean exact = to - first > decimals + (point < to ? 1 : 0) && to - first <= MOST_DIGITS;
    // Both numbers are exact, so their quotient is the nearest double.
    double size = digits / POWERS[Math.min(decimals, MOST_DIGITS)];
    return exact ? negative ? -size : size : Double.parseDouble(text.substring(from, to));
  }

  /** The shortest text of a number: {@code 7} and not {@code 7.0}. */
  public static String text(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE;
    return whole ? String.valueOf((long) value) : String.valueOf(value);
  }
}

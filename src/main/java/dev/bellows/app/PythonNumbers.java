package dev.bellows.app;

import static java.math.RoundingMode.CEILING;
import static java.math.RoundingMode.FLOOR;
import static java.math.RoundingMode.HALF_EVEN;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Numbers as Python prints them, which is how the books print them. */
final class PythonNumbers {
  private static final int MOST_DIGITS = 17;
  private static final double LONGEST = 1e9;
  private static final int LARGEST_PLAIN_EXPONENT = 15;
  private static final int SMALLEST_PLAIN_EXPONENT = -4;

  private PythonNumbers() {}

  /** The fewest digits that give the same number again: {@code 0.1}, {@code 1e-05}, {@code inf}. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal digits = shortest(value).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent <= LARGEST_PLAIN_EXPONENT) {
      String plain = digits.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String unscaled = digits.unscaledValue().abs().toString();
    String mantissa =
        unscaled.length() == 1 ? unscaled : unscaled.charAt(0) + "." + unscaled.substring(1);
    return "%s%se%s%02d"
        .formatted(value < 0 ? "-" : "", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  /** So many decimals, as long as the number can be read: beyond 1e9 with an exponent. */
  static String decimals(double value, int digits) {
    String form = Math.abs(value) < LONGEST ? "%." + digits + "f" : "%." + digits + "e";
    return String.format(Locale.ROOT, form, value);
  }

  /** Six digits are enough to read. */
  static String rounded(double value) {
    return Double.isFinite(value)
        ? repr(new BigDecimal(value).round(new MathContext(6)).doubleValue())
        : repr(value);
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MOST_DIGITS; digits++) {
      // Beside a power of two the nearest decimal of so many digits may be another number's.
      for (RoundingMode mode : List.of(HALF_EVEN, FLOOR, CEILING)) {
        BigDecimal rounded = exact.round(new MathContext(digits, mode));
        if (rounded.doubleValue() == value) {
          return rounded;
        }
      }
    }
    return exact.round(new MathContext(MOST_DIGITS));
  }
}

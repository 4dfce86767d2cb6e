package dev.bellows.embed.vectors;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Floats in text as Python's NumPy writes and reads them: by the fewest digits that give the same
 * float again ({@code 0.1}, {@code -1.5e-05}), and read as doubles that are then rounded.
 */
final class FloatText {
  private static final int FEWEST_TRIED = 6; // fewer digits follow from these by cutting zeros
  private static final int ALWAYS_ENOUGH = 9;

  /** From here on, and below the other, NumPy writes an exponent. */
  private static final double TOO_LARGE = 1e16;

  private static final double TOO_SMALL = 1e-4;

  /** Powers of ten up to this one are doubles without an error. */
  private static final int EXACT_POWERS = 22;

  private static final int MOST_EXACT_DIGITS = 15; // of a whole number that is a double
  private static final double[] POWERS = new double[EXACT_POWERS + 1];

  static {
    for (int i = 0; i <= EXACT_POWERS; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private FloatText() {}

  /** Appends a float. */
  static void append(float value, StringBuilder to) {
    if (!Float.isFinite(value)) {
      to.append(Float.toString(value).replace("Infinity", "inf").toLowerCase(Locale.ROOT));
      return;
    }
    if (Float.floatToRawIntBits(value) < 0) {
      to.append('-');
    }
    double size = Math.abs((double) value);
    if (size == 0) {
      to.append("0.0");
      return;
    }
    boolean plain = size >= TOO_SMALL && size < TOO_LARGE;
    int exponent = (int) Math.floor(Math.log10(size));
    for (int digits = FEWEST_TRIED; digits <= ALWAYS_ENOUGH; digits++) {
      int power = digits - 1 - exponent;
      if (Math.abs(power) > EXACT_POWERS) {
        break;
      }
      double whole = Math.rint(power < 0 ? size / POWERS[-power] : size * POWERS[power]);
      double again = power < 0 ? whole * POWERS[-power] : whole / POWERS[power];
      if ((float) again == (float) size) {
        append((long) whole, -power, plain, to);
        return;
      }
    }
    BigDecimal decimal = shortest((float) size);
    append(decimal.unscaledValue().longValueExact(), -decimal.scale(), plain, to);
  }

  private static BigDecimal shortest(float size) {
    BigDecimal exact = new BigDecimal(size);
    BigDecimal rounded = exact;
    for (int digits = 1; digits <= ALWAYS_ENOUGH; digits++) {
      rounded = exact.round(new MathContext(digits));
      if (rounded.floatValue() == size) {
        break;
      }
    }
    return rounded;
  }

  /** Appends {@code whole · 10^power}. */
  private static void append(long whole, int power, boolean plain, StringBuilder to) {
    long cut = whole;
    int scale = power;
    while (cut % 10 == 0) {
      cut /= 10;
      scale++;
    }
    int start = to.length();
    to.append(cut);
    int digits = to.length() - start;
    int exponent = scale + digits - 1;
    if (!plain) {
      if (digits > 1) {
        to.insert(start + 1, '.');
      }
      int distance = Math.abs(exponent);
      to.append(exponent < 0 ? "e-" : "e+").append(distance < 10 ? "0" : "").append(distance);
    } else if (exponent < 0) {
      to.insert(start, "0.000", 0, 1 - exponent);
    } else if (scale < 0) {
      to.insert(start + exponent + 1, '.');
    } else {
      to.append("0".repeat(scale)).append(".0");
    }
  }

  /**
   * Reads a number.
   *
   * @param text ASCII from {@code from} to {@code to - 1}
   * @return not a number where it is none
   */
  static float parse(byte[] text, int from, int to) {
    int at = from;
    boolean negative = at < to && text[at] == '-';
    if (at < to && (negative || text[at] == '+')) {
      at++;
    }
    long whole = 0;
    int digits = 0;
    int decimals = 0;
    boolean point = false;
    for (; at < to; at++) {
      int digit = text[at] - '0';
      if (digit >= 0 && digit <= 9) {
        whole = whole * 10 + digit;
        digits++;
        decimals += point ? 1 : 0;
      } else if (text[at] == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (at < to || digits == 0 || digits > MOST_EXACT_DIGITS) {
      return parseSlowly(text, from, to);
    }
    double value = whole / POWERS[decimals]; // one rounding only, as both are exact
    return (float) (negative ? -value : value);
  }

  private static float parseSlowly(byte[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      // Java alone reads 1f, 0x1p3 and NaN.
      if ("0123456789+-.eE".indexOf(text[i]) < 0) {
        return Float.NaN;
      }
    }
    try {
      return (float)
          Double.parseDouble(new String(text, from, to - from, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }
}

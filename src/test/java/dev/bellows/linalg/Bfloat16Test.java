package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Bfloat16Test {
  private static final int NUMBERS = 0x7f80; // of the format, from zero to below infinity
  private static final int INFINITY = 0x7f80;

  private static double round(double x) {
    double[] array = {7.123, x, 7.123};
    Vectors.roundToBfloat16(array, 1, 2);
    assertThat(array[0]).isEqualTo(7.123);
    assertThat(array[2]).isEqualTo(7.123);
    return array[1];
  }

  private static double number(int upperHalf) {
    return Float.intBitsToFloat(upperHalf << 16);
  }

  private static void requireSame(double rounded, double expected) {
    assertThat(Double.doubleToRawLongBits(rounded)).isEqualTo(Double.doubleToRawLongBits(expected));
  }

  @Test
  void numbersOfTheFormatStayWhatTheyAre() {
    for (int upper = 0; upper <= INFINITY; upper++) {
      requireSame(round(number(upper)), number(upper));
      requireSame(round(-number(upper)), -number(upper));
    }
    requireSame(round(Double.NaN), Double.NaN);
    requireSame(round(Double.longBitsToDouble(0xfff0000000000001L)), Double.NaN);
  }

  @Test
  void aNumberBetweenTwoGoesToTheNearerAndToTheEvenOneFromTheMiddle() {
    for (int upper = 0; upper < NUMBERS; upper++) {
      double below = number(upper);
      // Beyond the greatest stands the number that would follow.
      double above = upper + 1 == INFINITY ? 0x1p128 : number(upper + 1);
      double middle = below + (above - below) / 2;
      double up = upper + 1 == INFINITY ? Double.POSITIVE_INFINITY : above;
      for (int sign = -1; sign <= 1; sign += 2) {
        requireSame(round(sign * middle), sign * (upper % 2 == 0 ? below : up));
        requireSame(round(sign * Math.nextDown(middle)), sign * below);
        requireSame(round(sign * Math.nextUp(middle)), sign * up);
        requireSame(round(sign * Math.nextUp(below)), sign * below);
        requireSame(round(sign * Math.nextDown(above)), sign * up);
      }
    }
  }

  @Property(tries = 2000)
  void noNumberOfTheFormatIsNearer(@ForAll long bits) {
    double x = Double.longBitsToDouble(bits);
    double rounded = round(x);
    if (!Double.isFinite(x) || Double.isInfinite(rounded)) {
      assertThat(Double.isNaN(rounded)).isEqualTo(Double.isNaN(x));
      assertThat(Double.isNaN(x) || Math.abs(x) >= 0x1.ffp127).isTrue();
      return;
    }
    int upper = Float.floatToRawIntBits((float) Math.abs(rounded)) >>> 16;
    requireSame(number(upper), Math.abs(rounded));
    BigDecimal distance = distance(x, rounded);
    for (int other : new int[] {Math.max(0, upper - 1), Math.min(NUMBERS - 1, upper + 1)}) {
      BigDecimal there = distance(x, Math.copySign(number(other), x));
      assertThat(distance).isLessThanOrEqualTo(there);
    }
  }

  private static BigDecimal distance(double a, double b) {
    return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
  }

  @Test
  void roundingToASingleFirstWouldBeWrong() {
    double x = 1 + 0x1p-8 + 0x1p-40; // a little above the middle, and a single in the middle
    assertThat(round(x)).isEqualTo(1 + 0x1p-7);
    assertThat(round((float) x)).isEqualTo(1);
  }
}

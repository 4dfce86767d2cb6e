package dev.bellows.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ContourLevelsTest {

  @Property
  void levelsAreDifferentAscendingAndWithinTheValues(
      @ForAll double[] numbers, @ForAll boolean hasFloor) {
    double[] values = Arrays.stream(numbers).filter(Double::isFinite).sorted().toArray();
    List<BigDecimal> levels = ContourLevels.choose(values, hasFloor, 14);
    assertThat(levels).hasSizeLessThanOrEqualTo(14).isSorted().doesNotHaveDuplicates();
    for (BigDecimal level : levels) {
      assertThat(level.doubleValue()).isBetween(values[0], values[values.length - 1]);
    }
  }

  @Test
  void aFlatFunctionHasNone() {
    assertThat(ContourLevels.choose(new double[] {2, 2, 2}, false, 14)).isEmpty();
    assertThat(ContourLevels.choose(new double[0], true, 14)).isEmpty();
  }

  @Property
  void roundingStaysWithinAThirdOfTheRoom(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double value,
      @ForAll @DoubleRange(min = 0.01, max = 10) double room) {
    double rounded = ContourLevels.rounded(value, room).doubleValue();
    assertThat(Math.abs(rounded - value)).isLessThanOrEqualTo(room / 3);
  }

  @Test
  void roundingTakesNoMoreDigitsThanNeeded() {
    assertThat(ContourLevels.rounded(0.1234, 0.1)).isEqualByComparingTo("0.1");
    assertThat(ContourLevels.rounded(1234.56, 10)).isEqualByComparingTo("1235");
    assertThat(ContourLevels.rounded(0.01, 5)).isZero();
  }

  @Test
  void labelsArePlainWhereThatIsShort() {
    assertThat(ContourLevels.label(new BigDecimal("3E+2"))).isEqualTo("300");
    assertThat(ContourLevels.label(new BigDecimal("0.02"))).isEqualTo("0.02");
    assertThat(ContourLevels.label(new BigDecimal("5E+20"))).isEqualTo("5E+20");
    assertThat(ContourLevels.label(new BigDecimal("5E-20"))).isEqualTo("5E-20");
  }
}

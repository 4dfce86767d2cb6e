package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFunctionTest {

  // From C's erf, by Python's math.erf.
  @ParameterizedTest
  @CsvSource({
    "1e-300, 1.1283791670955126e-300",
    "1e-09, 1.1283791670955127e-09",
    "0.1, 0.1124629160182849",
    "0.5, 0.5204998778130465",
    "0.84, 0.7651427114549946",
    "0.85, 0.7706680576083526",
    "1.0, 0.8427007929497149",
    "1.24, 0.9205051842990297",
    "1.26, 0.9252359418101295",
    "2.0, 0.9953222650189527",
    "2.85, 0.9999443437200386",
    "2.86, 0.9999475988269556",
    "3.5, 0.9999992569016276",
    "5.9, 0.9999999999999999",
    "6.5, 1.0"
  })
  void valuesAreThoseOfTheCLibrary(double x, double expected) {
    assertThat(ErrorFunction.erf(x)).isEqualTo(expected, within(2 * Math.ulp(expected)));
    assertThat(ErrorFunction.erf(-x)).isEqualTo(-ErrorFunction.erf(x));
  }

  @Test
  void theEndsAreExact() {
    assertThat(ErrorFunction.erf(0)).isZero();
    assertThat(ErrorFunction.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(ErrorFunction.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
    assertThat(ErrorFunction.erf(Double.NaN)).isNaN();
  }
}

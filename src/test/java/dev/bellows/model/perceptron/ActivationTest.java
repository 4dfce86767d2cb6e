package dev.bellows.model.perceptron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationTest {

  @Test
  void theTangentIsThatOfJava() {
    for (double z = -30; z < 30; z += 0.0137) {
      assertThat(Activation.TANH.value(z)).isEqualTo(Math.tanh(z), within(1e-14 * Math.abs(z)));
    }
    assertThat(Activation.TANH.value(1e-12)).isEqualTo(1e-12);
    assertThat(Activation.TANH.value(-800)).isEqualTo(-1);
  }

  // z/2·(1 + erf(z/√2)) by Python's math.erf
  @ParameterizedTest
  @CsvSource({
    "-3.0, -0.00404969409489031",
    "-1.0, -0.15865525393145702",
    "-0.1, -0.0460172162722971",
    "0.5, 0.34573123063700656",
    "1.0, 0.841344746068543",
    "2.5, 2.4844758366855597"
  })
  void geluIsTheExactForm(double z, double expected) {
    assertThat(Activation.GELU.value(z)).isEqualTo(expected, within(1e-15));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void slopesAreThoseOfTheValues(Activation activation) {
    double h = 1e-6;
    for (double z = -4.03; z < 4; z += 0.1) {
      double slope = (activation.value(z + h) - activation.value(z - h)) / (2 * h);
      assertThat(activation.slope(z, activation.value(z)))
          .as("at %s", z)
          .isEqualTo(slope, within(1e-8));
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void extremesAreFiniteAndWhatIsNoNumberStaysSo(Activation activation) {
    for (double z : new double[] {-1e4, -750, 0, 750, 1e4}) {
      double value = activation.value(z);
      assertThat(value).isFinite();
      assertThat(activation.slope(z, value)).isFinite();
    }
    assertThat(activation.value(Double.NaN)).isNaN();
  }
}

package dev.bellows.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.surface.CriticalPoint.Kind;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriticalPointTest {

  @ParameterizedTest
  @CsvSource({
    "bowl, MINIMUM",
    "-x^2 - y^2, MAXIMUM",
    "saddle, SADDLE",
    "x*y, SADDLE",
    "x^2 + y^3, DEGENERATE",
    "x^2 + 0*y, DEGENERATE",
    "x + y, NOT_STATIONARY",
    "1e-9*x^2 + 3e-9*y^2, MINIMUM",
    "1e9*x^2 + 3e9*y^2, MINIMUM",
    "1/x + y, UNDEFINED",
    "log(x - 1) + y, UNDEFINED",
  })
  void theOriginIsWhatTheFormulaSays(String expression, Kind kind) {
    assertThat(CriticalPoint.at(Surfaces.find(expression), 0, 0).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "x^2, MINIMUM",
    "-x^2, MAXIMUM",
    "x^3, INFLECTION",
    "-x^3, INFLECTION",
    "x^4, MINIMUM",
    "-x^4, MAXIMUM",
    "abs(x), MINIMUM",
    "7, DEGENERATE",
    "x, NOT_STATIONARY",
    "sqrt(x), UNDEFINED",
  })
  void inOneVariableTheSlopesOnBothSidesDecideWhatTheCurvatureLeavesOpen(
      String expression, Kind kind) {
    assertThat(CriticalPoint.at(Surfaces.find(expression), 0).kind()).isEqualTo(kind);
  }

  @Test
  void theCriticalPointsOfHimmelblauAreTheKnownOnes() {
    Surface himmelblau = Surfaces.find("himmelblau");
    assertThat(CriticalPoint.at(himmelblau, 3, 2).kind()).isEqualTo(Kind.MINIMUM);
    assertThat(CriticalPoint.at(himmelblau, 3.5844283403, -1.8481265269).kind())
        .isEqualTo(Kind.MINIMUM);
    assertThat(CriticalPoint.at(himmelblau, -0.2708445907, -0.9230385565).kind())
        .isEqualTo(Kind.MAXIMUM);
    assertThat(CriticalPoint.at(himmelblau, 0.0866775046, 2.8842547017).kind())
        .isEqualTo(Kind.SADDLE);
    assertThat(CriticalPoint.at(himmelblau, 0, 0).kind()).isEqualTo(Kind.NOT_STATIONARY);
  }

  @Test
  void theValleyIsTwentyTimesSteeperAcrossAndBearsRatesBelowOneHalf() {
    CriticalPoint point = CriticalPoint.at(Surfaces.find("valley"), 0, 0);
    assertThat(point.eigenvalues()).containsExactly(0.2, 4);
    assertThat(point.conditionNumber()).isEqualTo(20);
    assertThat(point.largestStableLearningRate()).isEqualTo(0.5);
    assertThat(point.describe())
        .containsExactly(
            "a minimum: gradient norm 0",
            "eigenvalues of the Hessian 0.2 and 4, condition number 20",
            "gradient descent is stable here for learning rates below 0.5");
  }

  @Test
  void aPointUnderWayIsToldWithItsGradient() {
    assertThat(CriticalPoint.at(Surfaces.find("x^2"), 3).describe())
        .containsExactly(
            "not a stationary point: gradient norm 6",
            "second derivative 2",
            "gradient descent is stable here for learning rates below 1");
  }

  @Test
  void whereNothingCurvesUpwardsThereIsNoStableRateToTell() {
    CriticalPoint point = CriticalPoint.at(Surfaces.find("-x^2 - y^2"), 0, 0);
    assertThat(point.largestStableLearningRate()).isInfinite();
    assertThat(point.describe()).hasSize(2);
  }

  @Test
  void pointsThatAreNotFiniteAreUndefinedAndNotAnError() {
    Surface beale = Surfaces.find("beale");
    for (double bad : new double[] {Double.NaN, 1 / 0.0, -1 / 0.0, 1e200}) {
      CriticalPoint point = CriticalPoint.at(beale, bad, 1.5);
      assertThat(point.kind()).isEqualTo(Kind.UNDEFINED);
      assertThat(point.describe()).hasSize(1);
    }
  }

  @Property
  void eigenvaluesSolveTheCharacteristicEquation(
      @ForAll @DoubleRange(min = -9, max = 9) double a,
      @ForAll @DoubleRange(min = -9, max = 9) double b,
      @ForAll @DoubleRange(min = -9, max = 9) double d) {
    double[] values = CriticalPoint.eigenvalues(new double[][] {{a, b}, {b, d}});
    assertThat(values[0]).isLessThanOrEqualTo(values[1]);
    assertThat(values[0] + values[1]).isCloseTo(a + d, within(1e-12));
    assertThat(values[0] * values[1]).isCloseTo(a * d - b * b, within(1e-11));
  }
}

package dev.bellows.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurfaceTest {

  /** Value, gradient and Hessian, worked out by hand. */
  private interface ByHand {
    /** f, fx, fy, fxx, fxy, fyy; for one variable f, f', f''. */
    double[] at(double x, double y);
  }

  private static final Map<String, ByHand> BY_HAND =
      Map.of(
          "x^2", (x, y) -> new double[] {x * x, 2 * x, 2},
          "x^3", (x, y) -> new double[] {x * x * x, 3 * x * x, 6 * x},
          "x*cos(pi*x)",
              (x, y) -> {
                double p = Math.PI;
                double c = Math.cos(p * x);
                double s = Math.sin(p * x);
                return new double[] {x * c, c - p * x * s, -2 * p * s - p * p * x * c};
              },
          "saddle", (x, y) -> new double[] {x * x - y * y, 2 * x, -2 * y, 2, 0, -2},
          "bowl", (x, y) -> new double[] {x * x + 2 * y * y, 2 * x, 4 * y, 2, 0, 4},
          "valley", (x, y) -> new double[] {0.1 * x * x + 2 * y * y, 0.2 * x, 4 * y, 0.2, 0, 4},
          "rosenbrock",
              (x, y) -> {
                double d = y - x * x;
                return new double[] {
                  (1 - x) * (1 - x) + 100 * d * d,
                  -2 * (1 - x) - 400 * x * d,
                  200 * d,
                  2 - 400 * y + 1200 * x * x,
                  -400 * x,
                  200
                };
              },
          "himmelblau",
              (x, y) -> {
                double a = x * x + y - 11;
                double b = x + y * y - 7;
                return new double[] {
                  a * a + b * b,
                  4 * x * a + 2 * b,
                  2 * a + 4 * y * b,
                  12 * x * x + 4 * y - 42,
                  4 * x + 4 * y,
                  12 * y * y + 4 * x - 26
                };
              },
          "beale",
              (x, y) -> {
                double[] f = new double[6];
                double[] constants = {1.5, 2.25, 2.625};
                for (int k = 1; k <= 3; k++) { // r = c - x + x y^k
                  double r = constants[k - 1] - x + x * Math.pow(y, k);
                  double rx = Math.pow(y, k) - 1;
                  double ry = k * x * Math.pow(y, k - 1);
                  double rxy = k * Math.pow(y, k - 1);
                  double ryy = k < 2 ? 0 : k * (k - 1) * x * Math.pow(y, k - 2);
                  f[0] += r * r;
                  f[1] += 2 * r * rx;
                  f[2] += 2 * r * ry;
                  f[3] += 2 * rx * rx;
                  f[4] += 2 * (rx * ry + r * rxy);
                  f[5] += 2 * (ry * ry + r * ryy);
                }
                return f;
              });

  @Test
  void derivativesOfEveryNamedFunctionAreThoseWorkedOutByHand() {
    assertThat(BY_HAND.keySet()).containsExactlyInAnyOrderElementsOf(Surfaces.names());
    Random random = new Random(5);
    for (Surface surface : Surfaces.all()) {
      for (int i = 0; i < 100; i++) {
        double x = 6 * random.nextDouble() - 3;
        double y = 6 * random.nextDouble() - 3;
        double[] expected = BY_HAND.get(surface.name()).at(x, y);
        assertThat(sixNumbers(surface, x, y))
            .as("%s at %s, %s", surface.name(), x, y)
            .containsExactly(expected, within(1e-12 * largest(expected)));
      }
    }
  }

  private static double[] sixNumbers(Surface surface, double x, double y) {
    double[] point = surface.variables() == 1 ? new double[] {x} : new double[] {x, y};
    double[] g = new double[point.length];
    double value = surface.valueAndGradient(point, g);
    double[][] h = surface.hessian(point);
    return point.length == 1
        ? new double[] {value, g[0], h[0][0]}
        : new double[] {value, g[0], g[1], h[0][0], h[0][1], h[1][1]};
  }

  private static double largest(double[] values) {
    double largest = 1;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Expression and derivative in x, each an expression of its own; from a table of derivatives. */
  @ParameterizedTest
  @CsvSource({
    "sin(x), cos(x)",
    "cos(x), -sin(x)",
    "tan(x), 1/cos(x)^2",
    "asin(x), 1/sqrt(1 - x^2)",
    "acos(x), -1/sqrt(1 - x^2)",
    "atan(x), 1/(1 + x^2)",
    "sinh(x), cosh(x)",
    "cosh(x), sinh(x)",
    "tanh(x), 1 - tanh(x)^2",
    "exp(x), exp(x)",
    "log(x), 1/x",
    "ln(x), 1/x",
    "log10(x), 1/(x*ln(10))",
    "sqrt(x), 1/(2*sqrt(x))",
    "abs(x), 1",
    "abs(-x), 1",
    "1/x, -1/x^2",
    "3 - x, -1",
    "x/4, 0.25",
    "x^1.5, 1.5*x^0.5",
    "x^-2, -2*x^-3",
    "2^x, ln(2)*2^x",
    "x^x, x^x*(ln(x) + 1)",
    "x/(1 + x), 1/(1 + x)^2",
    "exp(-x^2), -2*x*exp(-x^2)",
  })
  void derivativesFollowTheTable(String expression, String derivative) {
    Surface surface = Surface.of(expression);
    for (double x : new double[] {0.1, 0.3, 0.5, 0.9}) {
      double[] gradient = new double[1];
      surface.valueAndGradient(new double[] {x}, gradient);
      double expected = Surface.of(derivative).value(x);
      assertThat(gradient[0]).isCloseTo(expected, within(1e-14 * Math.max(1, Math.abs(expected))));
    }
  }

  /** "Dive into Deep Learning" 12.3: ten steps of gradient descent on x^2 from 10. */
  @ParameterizedTest
  @CsvSource({"0.2, 0.06046617599999997", "0.05, 3.4867844009999995", "1.1, 61.917364224000096"})
  void tenStepsOnTheParabolaEndOnTheBooksDigits(double rate, double last) {
    double[] x = {10};
    double[] gradient = new double[1];
    for (int step = 0; step < 10; step++) {
      Surfaces.find("x^2").valueAndGradient(x, gradient);
      x[0] -= rate * gradient[0];
    }
    assertThat(x[0]).isEqualTo(last);
  }

  /** "Dive into Deep Learning" 12.6: epoch 20, x1: -0.943467, x2: -0.000073. */
  @Test
  void twentyStepsInTheValleyEndOnTheBooksDigits() {
    Surface valley = Surfaces.find("valley");
    double[] point = valley.start();
    double[] gradient = new double[2];
    for (int step = 0; step < 20; step++) {
      valley.valueAndGradient(point, gradient);
      point[0] -= 0.4 * gradient[0];
      point[1] -= 0.4 * gradient[1];
    }
    assertThat("%.6f %.6f".formatted(point[0], point[1])).isEqualTo("-0.943467 -0.000073");
  }

  @Property
  void theDerivativeOfASquareIsTwiceTheNumberToTheLastBit(@ForAll double x) {
    if (Math.abs(x) < 1e150 && Math.abs(x) > 1e-150) {
      double[] gradient = new double[1];
      assertThat(Surfaces.find("x^2").valueAndGradient(new double[] {x}, gradient))
          .isEqualTo(x * x);
      assertThat(gradient[0]).isEqualTo(2 * x);
    }
  }

  @Property(tries = 200)
  void theDerivativeOfAPolynomialIsTheOneFromItsCoefficients(
      @ForAll @Size(min = 1, max = 7) List<@IntRange(min = -9, max = 9) Integer> coefficients,
      @ForAll @DoubleRange(min = -2, max = 2) double x) {
    StringBuilder text = new StringBuilder("0");
    double first = 0;
    double second = 0;
    for (int k = 0; k < coefficients.size(); k++) {
      int c = coefficients.get(k);
      text.append(c < 0 ? " - " : " + ").append(Math.abs(c)).append("*x^").append(k);
      first += k < 1 ? 0 : c * k * Math.pow(x, k - 1);
      second += k < 2 ? 0 : c * k * (k - 1) * Math.pow(x, k - 2);
    }
    Surface surface = Surface.of(text.toString());
    double[] gradient = new double[1];
    surface.valueAndGradient(new double[] {x}, gradient);
    assertThat(gradient[0]).isCloseTo(first, within(1e-10));
    assertThat(surface.hessian(x)[0][0]).isCloseTo(second, within(1e-9));
  }

  @Test
  void theValueAloneIsTheValueWithTheGradient() {
    for (String text : new String[] {"x*sin(y)/(1+exp(-x))", "(x/3 + y)^3 - sqrt(abs(x*y))"}) {
      Surface surface = Surface.of(text);
      double[] point = {1.7, -0.3};
      assertThat(surface.valueAndGradient(point, new double[2])).isEqualTo(surface.value(point));
    }
  }

  @Test
  void aKinkHasSlopeZeroAsInFrameworks() {
    double[] gradient = {9};
    assertThat(Surface.of("abs(x)").valueAndGradient(new double[] {0}, gradient)).isZero();
    assertThat(gradient[0]).isZero();
  }

  @Test
  void outsideItsDomainAFunctionIsNotANumber() {
    double[] gradient = new double[1];
    assertThat(Surface.of("log(x)").valueAndGradient(new double[] {-1}, gradient)).isNaN();
    assertThat(Surface.of("sqrt(x)").value(-1)).isNaN();
    assertThat(Surface.of("1/x").value(0)).isInfinite();
  }

  @Test
  void aPointMustHaveOneNumberPerVariable() {
    assertThatThrownBy(() -> Surfaces.find("bowl").value(1))
        .isInstanceOf(InputException.class)
        .hasMessage("bowl has 2 variables, the point [1.0] has 1");
    assertThatThrownBy(() -> Surfaces.find("x^2").hessian(1, 2))
        .isInstanceOf(InputException.class)
        .hasMessage("x^2 has 1 variable, the point [1.0, 2.0] has 2");
  }

  @Test
  void nobodyCanMoveTheStartOfTheTable() {
    Surfaces.find("bowl").start()[0] = 100;
    assertThat(Surfaces.find("bowl").start()).containsExactly(-5, -2);
  }
}

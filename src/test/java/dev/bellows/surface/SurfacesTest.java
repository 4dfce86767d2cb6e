package dev.bellows.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bellows.InputException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurfacesTest {

  @Test
  void everyNameIsFoundInEitherCaseAndStartsWhereTheTableSays() {
    for (Surface surface : Surfaces.all()) {
      assertThat(Surfaces.find(" " + surface.name().toUpperCase())).isSameAs(surface);
      assertThat(surface.variables()).isEqualTo(Surface.of(surface.expression()).variables());
      assertThat(surface.value(surface.start())).isFinite();
      assertThat(surface.description()).isNotBlank();
    }
  }

  @Test
  void minimaAreWhereTheTableSays() {
    assertThat(Surfaces.find("rosenbrock").value(1, 1)).isZero();
    assertThat(Surfaces.find("beale").value(3, 0.5)).isZero();
    assertThat(Surfaces.find("himmelblau").value(3, 2)).isZero();
  }

  @Test
  void anExpressionHasTheVariablesThatOccurAndAStart() {
    assertThat(Surfaces.find("x^4 - x").start()).containsExactly(10);
    assertThat(Surfaces.find("x^2 + 3*y^2").start()).containsExactly(-5, -2);
    assertThat(Surfaces.find("y").variables()).isEqualTo(2);
    assertThat(Surfaces.find("3").variables()).isEqualTo(1);
    assertThat(Surfaces.find(" x1^2\n+ X2 ").name()).isEqualTo("x1^2 + X2");
  }

  /** Values at x = 3, y = 2, by the rules of print. */
  @ParameterizedTest
  @CsvSource({
    "-x^2, -9",
    "(-x)^2, 9",
    "2*-x^2, -18",
    "--x^2, 9",
    "-(x)^2, -9",
    "-(-x)^2, -9",
    "(-(-x))^2, 9",
    "-sqrt(4)^2, -4",
    "+x^2, 9",
    "2^-x, 0.125",
    "2^-y^2, 0.0625",
    "y*2^-x, 0.25",
    "2^x^y, 512",
    "x - y - 1, 0",
    "x/y/2, 0.75",
    "x - -y, 5",
    "1e2*x + .5, 300.5",
    "x1 + 10*x2, 23",
    "2*e - e*2, 0",
    "x-y, 1",
  })
  void signsPowersAndBracketsBindAsInPrint(String expression, double value) {
    Surface surface = Surfaces.find(expression);
    assertThat(surface.variables() == 1 ? surface.value(3) : surface.value(3, 2)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x^2+z | x^2+z: at position 5: there is no 'z'; there are x, y, pi, e and functions such as",
        "si(x)*y | si(x)*y: at position 1: there is no function 'si' (did you mean 'sin'?)",
        "2x | 2x: at position 2: an operator is missing",
        "1 + x y | 1 + x y: at position 7: an operator is missing",
        "x(x+1) | x(x+1): at position 2: an operator is missing",
        "(x+1)(x-1) | (x+1)(x-1): at position 6: an operator is missing",
        "sin | sin: at position 1: sin is a function, written sin(x)",
        "x+ | x+: at position 2: '+' lacks an operand",
        "x+*y | x+*y: at position 3: '*' lacks an operand",
        "((x) | ((x): at position 1: this bracket is not closed",
        "x) | x): at position 2: this bracket was not opened",
        "sin() | sin(): at position 4: brackets with nothing in them",
        "0,5*x | 0,5*x: at position 2: a comma; functions take one argument, and decimals",
        "x**2 | x**2: at position 2: a power is written x^2",
        "x$2 | x$2: at position 2: '$' is no operator; there are + - * / ^",
        "x%2 | x%2: at position 2: '%' is no operator; there are + - * / ^",
        "x<=2 | x<=2: at position 2: '<=' is no operator; there are + - * / ^",
        "1e999*x | 1e999*x: at position 1: '1e999' is not a number",
        "0x1F | 0x1F: at position 1: '0x1F' is not a number",
        "1.2.3 | 1.2.3: at position 1: '1.2.' is not a number",
        "rosenbrok | there is no function 'rosenbrok' (did you mean 'rosenbrock'?); there are x^2, ",
        "beal-e | there is no function 'beal-e' (did you mean 'beale'?); there are x^2, ",
        "'' | there is no function ''; there are x^2, x*cos(pi*x), x^3, saddle, bowl, valley, ",
      })
  void mistakesAreToldInOneLineWithTheirPosition(String written, String beginning) {
    assertThatThrownBy(() -> Surfaces.find(written))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(beginning)
        .hasMessageNotContaining("\n");
  }

  @Test
  void aWordThatIsNothingGetsTheWholeChoice() {
    assertThatThrownBy(() -> Surfaces.find("qqqqqqq"))
        .hasMessage(
            "there is no function 'qqqqqqq'; there are x^2, x*cos(pi*x), x^3, saddle, bowl, valley,"
                + " rosenbrock, beale, himmelblau, or an expression in x and y such as x^2 + 3*y^2");
  }

  @Test
  void absurdTextsEndInOneShortLineAndNotOnTheStack() {
    for (String absurd :
        new String[] {
          "(".repeat(999), "x".repeat(5000), "x^".repeat(499) + "x^", "\0\t\n", "+x".repeat(90_000)
        }) {
      Throwable thrown = catchThrowable(() -> Surfaces.find(absurd));
      assertThat(thrown).isInstanceOf(InputException.class);
      assertThat(thrown.getMessage()).hasSizeLessThan(300).doesNotContain("\n", "\0");
    }
  }

  @Test
  void theDeepestExpressionAllowedIsEvaluatedWithItsDerivatives() {
    Surface sum = Surfaces.find("x" + "+x".repeat(499));
    assertThat(sum.value(2)).isEqualTo(1000);
    assertThat(sum.hessian(2)[0][0]).isZero();
    assertThat(Surfaces.find("-".repeat(998) + "x").value(2)).isEqualTo(2);
    assertThat(Surfaces.find("(".repeat(499) + "x" + ")".repeat(499)).value(2)).isEqualTo(2);
  }

  @Property(tries = 2000)
  void whateverIsWrittenIsAFunctionOrAOneLineMistake(
      @ForAll
          @StringLength(max = 12)
          @Chars({
            'x', 'y', '+', '-', '*', '/', '^', '(', ')', '.', 'e', 's', 'i', 'n', ' ', ',', '"'
          })
          @CharRange(from = '0', to = '3')
          String written) {
    try {
      Surface surface = Surfaces.find(written);
      surface.valueAndGradient(surface.start(), new double[surface.variables()]);
      surface.hessian(surface.start());
    } catch (InputException e) {
      assertThat(e.getMessage()).doesNotContain("\n");
    }
  }
}

package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
  private static final double[] AT = {0.5, -1, 2, 0.25};
  private static final Examples EXAMPLES =
      new LabelledRows(new DenseRows(new double[] {1, 2, 3, -1, 0.5, 2}, 3), new double[] {1, -1});

  /** Does something to the gradient of linear regression. */
  private interface Mistake {
    double of(double loss, double[] gradient);
  }

  private record Mistaken(Mistake mistake) implements Objective {
    private static final LinearRegression RIGHT = new LinearRegression(3);

    @Override
    public Layout layout() {
      return RIGHT.layout();
    }

    @Override
    public double[] initialParameters(long seed) {
      return RIGHT.initialParameters(seed);
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
      double loss = RIGHT.addLossAndGradient(examples, rows, count, parameters, gradient);
      return mistake.of(loss, gradient);
    }

    @Override
    public double loss(Examples examples, int[] rows, int count, double[] parameters) {
      return RIGHT.loss(examples, rows, count, parameters);
    }
  }

  private static GradientCheck check(Mistake mistake) {
    return GradientCheck.of(new Mistaken(mistake), EXAMPLES, AT);
  }

  @Test
  void aRightGradientPasses() {
    GradientCheck check = check((loss, gradient) -> loss);

    assertThat(check.passes(1e-8)).as("%s", check).isTrue();
    assertThat(check.lossError()).isZero();
  }

  @Test
  void aWrongElementIsNamed() {
    GradientCheck check =
        check(
            (loss, gradient) -> {
              gradient[2] *= 1.001;
              return loss;
            });

    assertThat(check.passes(1e-4)).isFalse();
    assertThat(check.tensor()).isEqualTo("weight");
    assertThat(check.element()).isEqualTo(2);
    assertThat(check.toString()).startsWith("weight[2]: gradient ");
    assertThat(check.gradient() / check.slope()).isEqualTo(1.001, within(0.001));
  }

  @Test
  void aForgottenTensorIsNamed() {
    GradientCheck check =
        check(
            (loss, gradient) -> {
              gradient[3] = 1; // what was there before
              return loss;
            });

    assertThat(check.tensor()).isEqualTo("bias");
    assertThat(check.element()).isZero();
    assertThat(check.gradient()).isZero();
    assertThat(check.error()).isEqualTo(1);
  }

  @Test
  void aGradientThatIsSetAndNotAddedIsFound() {
    GradientCheck check =
        check(
            (loss, gradient) -> {
              for (int i = 0; i < 4; i++) {
                gradient[i] -= 1;
              }
              return loss;
            });

    assertThat(check.passes(0.01)).isFalse();
  }

  @Test
  void aLossThatIsAnotherOneIsFound() {
    GradientCheck check = check((loss, gradient) -> loss * 2);

    assertThat(check.error()).isLessThan(1e-8);
    assertThat(check.lossError()).isEqualTo(0.5);
    assertThat(check.passes(0.1)).isFalse();
  }

  @Test
  void whatIsNoNumberPassesNever() {
    GradientCheck check =
        check(
            (loss, gradient) -> {
              gradient[1] = Double.NaN;
              return loss;
            });

    assertThat(check.passes(1e300)).isFalse();
    assertThat(check.element()).isEqualTo(1);
  }

  @Test
  void theParametersStayAsTheyAre() {
    double[] at = AT.clone();
    GradientCheck.of(new LinearRegression(3), EXAMPLES, new int[] {1, 1}, at);

    assertThat(at).isEqualTo(AT);
  }
}

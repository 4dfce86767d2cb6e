package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearRegressionTest {
  private static final int COLUMNS = 11;
  private final LinearRegression objective = new LinearRegression(COLUMNS);
  private final double[] values = new Random(2).doubles(20 * COLUMNS, -1, 1).toArray();
  private final double[] labels = new Random(3).doubles(20, -3, 3).toArray();
  private final Examples examples = new LabelledRows(new DenseRows(values, COLUMNS), labels);
  private final double[] parameters = new Random(4).doubles(COLUMNS + 1, -1, 1).toArray();
  private final int[] rows = {1, 4, 5, 19, 0};

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    double[] gradient = new double[COLUMNS + 1];
    double loss = objective.addLossAndGradient(examples, rows, 5, parameters, gradient);

    assertThat(loss).isEqualTo(objective.loss(examples, rows, 5, parameters));
    GradientCheck check = GradientCheck.of(objective, examples, rows, parameters);
    assertThat(check.passes(1e-6)).as("%s", check).isTrue();
  }

  @Test
  void theLossIsHalfTheSquaredError() {
    Examples one = new LabelledRows(new DenseRows(new double[] {2}, 1), new double[] {10});

    // ½ (3·2 + 1 − 10)²
    double loss = new LinearRegression(1).loss(one, new int[] {0}, 1, new double[] {3, 1});

    assertThat(loss).isEqualTo(4.5);
  }

  @Test
  void gradientsAreAddedToWhatIsThere() {
    double[] once = new double[COLUMNS + 2];
    double[] twice = new double[COLUMNS + 2];
    objective.addLossAndGradient(examples, rows, 3, parameters, once);
    objective.addLossAndGradient(examples, rows, 3, parameters, twice);
    objective.addLossAndGradient(examples, rows, 3, parameters, twice);

    for (int i = 0; i <= COLUMNS; i++) {
      assertThat(twice[i]).isEqualTo(2 * once[i], within(1e-14));
    }
    assertThat(twice[COLUMNS + 1]).isZero();
  }

  @Test
  void sparseRowsGiveTheGradientOfDenseRows() {
    double[] dense = {0, 2, 0, 0, -1, 0};
    Examples asDense = new LabelledRows(new DenseRows(dense, 3), new double[] {1, 2});
    Examples asSparse =
        new LabelledRows(
            new SparseRows(new int[] {0, 1, 2}, new int[] {1, 1}, new double[] {2, -1}, 3),
            new double[] {1, 2});
    double[] a = new double[4];
    double[] b = new double[4];
    double[] at = {0.1, 0.2, 0.3, 0.4};
    int[] both = {0, 1};

    new LinearRegression(3).addLossAndGradient(asDense, both, 2, at, a);
    new LinearRegression(3).addLossAndGradient(asSparse, both, 2, at, b);

    assertThat(a).containsExactly(b, within(1e-15));
  }

  @Test
  void initialParametersDependOnTheSeedAlone() {
    assertThat(objective.initialParameters(1)).isEqualTo(objective.initialParameters(1));
    assertThat(objective.initialParameters(1)).isNotEqualTo(objective.initialParameters(2));
    assertThat(objective.initialParameters(1)[COLUMNS]).isZero();
    assertThat(Arrays.stream(objective.initialParameters(1)).map(Math::abs).max().getAsDouble())
        .isBetween(0.001, 0.05);
  }

  @Test
  void theBitsAreThoseOfOneLoopOverTheRowsInTheirOrder() {
    LabelledRows labelled = (LabelledRows) examples;
    double[] expected = new double[COLUMNS + 1];
    double sum = 0;
    double ofBias = 0;
    for (int row : rows) {
      double product = labelled.features().dot(row, parameters, 0);
      double error = product + parameters[COLUMNS] - labels[row];
      sum += error * error / 2;
      ofBias += error;
      labelled.features().addScaled(row, error, expected, 0);
    }
    expected[COLUMNS] += ofBias;
    double[] gradient = new double[COLUMNS + 1];

    assertThat(objective.addLossAndGradient(examples, rows, 5, parameters, gradient))
        .isEqualTo(sum);
    assertThat(gradient).isEqualTo(expected);
  }
}

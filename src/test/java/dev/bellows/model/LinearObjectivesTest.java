package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.LimitedMemoryBfgs;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All linear models × all properties, and what each of them is by itself. */
class LinearObjectivesTest {
  private static final int ROWS = 30;
  private static final int COLUMNS = 7;
  private static final int CLASSES = 3;
  private static final int[] ALL = IntStream.range(0, ROWS).toArray();

  static Stream<Predictor> all() {
    return Stream.of(true, false)
        .flatMap(
            intercept ->
                Stream.of(
                    new LinearRegression(COLUMNS, RegressionLoss.SQUARED, intercept),
                    new LinearRegression(COLUMNS, RegressionLoss.huber(0.7), intercept),
                    new LinearRegression(COLUMNS, RegressionLoss.ABSOLUTE, intercept),
                    new LogisticRegression(COLUMNS, intercept),
                    new SoftmaxRegression(COLUMNS, CLASSES, intercept)));
  }

  /** Two of three values are zero. */
  private static double[] values() {
    Random random = new Random(2);
    return random.doubles(ROWS * COLUMNS, -2, 2).map(v -> Math.abs(v) < 1.3 ? 0 : v).toArray();
  }

  private static Rows sparse(double[] values) {
    int[] starts = new int[ROWS + 1];
    IntStream.Builder indices = IntStream.builder();
    for (int i = 0; i < values.length; i++) {
      starts[i / COLUMNS + 1] = starts[i / COLUMNS];
    }
    int stored = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int c = 0; c < COLUMNS; c++) {
        if (values[row * COLUMNS + c] != 0) {
          indices.add(c);
          stored++;
        }
      }
      starts[row + 1] = stored;
    }
    double[] nonZero = Arrays.stream(values).filter(v -> v != 0).toArray();
    return new SparseRows(starts, indices.build().toArray(), nonZero, COLUMNS);
  }

  private static double[] labels(Predictor predictor) {
    Random random = new Random(3);
    return random
        .doubles(ROWS, -3, 3)
        .map(y -> predictor instanceof Classifier c ? Math.floor((y + 3) / 6 * c.classes()) : y)
        .toArray();
  }

  private static double[] weights() {
    return new Random(5).doubles(ROWS, 0, 2).toArray();
  }

  private static double[] parameters(Predictor predictor) {
    return new Random(4).doubles(predictor.layout().size(), -1, 1).toArray();
  }

  @ParameterizedTest
  @MethodSource("all")
  void theGradientIsTheSlopeOfTheLoss(Predictor predictor) {
    LabelledRows examples = new LabelledRows(sparse(values()), labels(predictor), weights());

    GradientCheck check = GradientCheck.of(predictor, examples, parameters(predictor));

    assertThat(check.passes(1e-6)).as("%s", check).isTrue();
  }

  @ParameterizedTest
  @MethodSource("all")
  void sparseRowsGiveLossGradientAndPredictionsOfDenseRows(Predictor predictor) {
    double[] parameters = parameters(predictor);
    double[][] gradients = new double[2][parameters.length];
    double[][] outputs = new double[2][ROWS * predictor.outputs()];
    double[] losses = new double[2];
    Rows[] forms = {new DenseRows(values(), COLUMNS), sparse(values())};
    for (int f = 0; f < 2; f++) {
      LabelledRows examples = new LabelledRows(forms[f], labels(predictor));
      losses[f] = predictor.addLossAndGradient(examples, ALL, ROWS, parameters, gradients[f]);
      predictor.predict(forms[f], ALL, ROWS, parameters, outputs[f]);
    }

    assertThat(losses[1]).isEqualTo(losses[0], within(1e-12));
    assertThat(gradients[1]).containsExactly(gradients[0], within(1e-12));
    assertThat(outputs[1]).containsExactly(outputs[0], within(1e-13));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aRowOfWeightTwoCountsAsIfItCameTwice(Predictor predictor) {
    double[] labels = labels(predictor);
    double[] weights = IntStream.range(0, ROWS).mapToDouble(row -> row % 3).toArray();
    LabelledRows weighted = new LabelledRows(sparse(values()), labels, weights);
    LabelledRows plain = new LabelledRows(sparse(values()), labels);
    int[] repeated =
        IntStream.range(0, ROWS)
            .flatMap(row -> IntStream.range(0, row % 3).map(i -> row))
            .toArray();
    double[] parameters = parameters(predictor);
    double[] byWeight = new double[parameters.length];
    double[] byRepeating = new double[parameters.length];

    double loss = predictor.addLossAndGradient(weighted, ALL, ROWS, parameters, byWeight);
    double again =
        predictor.addLossAndGradient(plain, repeated, repeated.length, parameters, byRepeating);

    assertThat(loss).isEqualTo(again, within(1e-12));
    assertThat(predictor.loss(weighted, ALL, ROWS, parameters)).isEqualTo(loss);
    assertThat(byWeight).containsExactly(byRepeating, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("all")
  void onlyFeaturesOfTheRowsHaveAGradient(Predictor predictor) {
    Rows one = new SparseRows(new int[] {0, 1}, new int[] {4}, new double[] {2}, COLUMNS);
    double[] gradient = new double[predictor.layout().size() + 1];
    Arrays.fill(gradient, -0.0); // adding anything, even 0, would make it +0

    LabelledRows examples = new LabelledRows(one, new double[] {1});
    predictor.addLossAndGradient(examples, new int[1], 1, parameters(predictor), gradient);

    int weights = predictor.outputs() * COLUMNS;
    for (int i = 0; i < weights; i++) {
      boolean touched = gradient[i] != 0 || 1 / gradient[i] > 0;
      assertThat(touched).as("element %d", i).isEqualTo(i % COLUMNS == 4);
    }
    assertThat(1 / gradient[gradient.length - 1]).as("behind the parameters").isNegative();
  }

  @ParameterizedTest
  @MethodSource("all")
  void rowsOfAnotherWidthAreRefused(Predictor predictor) {
    LabelledRows wide =
        new LabelledRows(new DenseRows(new double[COLUMNS + 1], COLUMNS + 1), new double[1]);
    double[] parameters = parameters(predictor);

    assertThatThrownBy(() -> predictor.loss(wide, new int[1], 1, parameters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows of 8 features for a model of 7");
  }

  @ParameterizedTest
  @MethodSource("all")
  void aModelWithoutInterceptHasNoBias(Predictor predictor) {
    boolean intercept = ((LinearPredictor) predictor).intercept();
    Layout layout = predictor.layout();

    assertThat(layout.get("weight").shape()).containsExactly(predictor.outputs(), COLUMNS);
    assertThat(layout.tensors()).hasSize(intercept ? 2 : 1);
    assertThat(predictor.initialParameters(1)).hasSize(layout.size());
    double[] outputs = new double[predictor.outputs()];
    Rows zero = new DenseRows(new double[COLUMNS], COLUMNS);
    predictor.predict(zero, new int[1], 1, parameters(predictor), outputs);
    assertThat(Arrays.stream(outputs).allMatch(v -> v == 0)).isEqualTo(!intercept);
  }

  @Test
  void convexClassifiersBeginAtZero() {
    assertThat(new LogisticRegression(3).initialParameters(7)).containsOnly(0).hasSize(4);
    assertThat(new SoftmaxRegression(3, 4).initialParameters(7)).containsOnly(0).hasSize(16);
  }

  /** Losses and slopes of torch 1.13 in double: huber_loss(delta=1.5), l1_loss. */
  @Test
  void regressionLossesAreThoseOfPyTorch() {
    double[] errors = {-3, -0.5, 0, 1.5, 1e4};
    RegressionLoss huber = RegressionLoss.huber(1.5);
    double[] hubers = {3.375, 0.125, 0, 1.125, 14998.875};
    double[] huberSlopes = {-1.5, -0.5, 0, 1.5, 1.5};
    double[] signs = {-1, -1, 0, 1, 1};
    for (int i = 0; i < errors.length; i++) {
      double[] output = {9, errors[i] + 2};
      assertThat(huber.loss(output, 1, 2)).isEqualTo(hubers[i]);
      assertThat(huber.lossAndSlopes(output, 1, 2)).isEqualTo(hubers[i]);
      assertThat(output).containsExactly(9, huberSlopes[i]);
      assertThat(RegressionLoss.ABSOLUTE.loss(errors[i])).isEqualTo(Math.abs(errors[i]));
      assertThat(RegressionLoss.ABSOLUTE.slope(errors[i])).isEqualTo(signs[i]);
    }
    assertThatThrownBy(() -> RegressionLoss.huber(0))
        .hasMessage("delta = 0.0; it takes a number greater than 0");
  }

  /** Losses and slopes of torch 1.13 in double: binary_cross_entropy_with_logits. */
  @Test
  void theLogisticLossIsThatOfPyTorchAlsoForHugeMargins() {
    double[] margins = {-1e4, -37.5, -0.25, 0, 2, 1e4};
    double[] ofZero = {
      0, 5.175555005801869e-17, 0.5759394198788437, 0.6931471805599453, 2.1269280110429727, 1e4
    };
    double[] ofOne = {1e4, 37.5, 0.8259394198788437, 0.6931471805599453, 0.1269280110429726, 0};
    double[] slopes = {0, 5.175555005801869e-17, 0.43782349911420193, 0.5, 0.8807970779778823, 1};
    LogisticLoss loss = new LogisticLoss();
    for (int i = 0; i < margins.length; i++) {
      double[] output = {margins[i]};
      assertThat(loss.loss(output, 0, 0)).isEqualTo(ofZero[i], within(1e-15 * ofZero[i]));
      assertThat(loss.loss(output, 0, 1)).isEqualTo(ofOne[i], within(1e-15 * ofOne[i]));
      loss.lossAndSlopes(output, 0, 0);
      assertThat(output[0]).isEqualTo(slopes[i], within(1e-15 * slopes[i]));
      output[0] = margins[i];
      assertThat(loss.lossAndSlopes(output, 0, 1)).isEqualTo(loss.loss(margins, i, 1));
      assertThat(output[0]).isEqualTo(slopes[i] - 1, within(1e-15));
    }
  }

  /** Losses and slopes of torch 1.13 in double: cross_entropy; but see the third row. */
  @Test
  void theSoftmaxLossIsThatOfPyTorchAlsoForHugeLogits() {
    double[] logits = {0.5, -1, 2, 1e4, -1e4, 0, -40, 0, -41, 3, 3, 3};
    int[] labels = {0, 1, 1, 2};
    // PyTorch's third loss is 0: it rounds 1 + e^−40 + e^−41 before it takes the logarithm.
    double[] losses = {
      1.7413112966571571, 20000, Math.exp(-40) + Math.exp(-41), 1.0986122886681098
    };
    double[] slopes = {
      -0.8247096078599633,
      0.03911257327068745,
      0.7855970345892759,
      1,
      -1,
      0,
      4.248354255291589e-18,
      0,
      1.5628821893349888e-18,
      0.3333333333333333,
      0.3333333333333333,
      -0.6666666666666667
    };
    SoftmaxLoss loss = new SoftmaxLoss(3);
    for (int i = 0; i < labels.length; i++) {
      assertThat(loss.loss(logits, 3 * i, labels[i]))
          .isEqualTo(losses[i], within(1e-14 * losses[i]));
      assertThat(loss.lossAndSlopes(logits, 3 * i, labels[i]))
          .isEqualTo(losses[i], within(1e-14 * losses[i]));
    }
    for (int i = 0; i < slopes.length; i++) {
      assertThat(logits[i]).isEqualTo(slopes[i], within(1e-15 * Math.abs(slopes[i]) + 1e-30));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 3, 0.5, Double.NaN, 1e10})
  void whatIsNoClassIsRefused(double label) {
    LabelledRows rows = new LabelledRows(new DenseRows(new double[1], 1), new double[] {label});
    SoftmaxRegression softmax = new SoftmaxRegression(1, 3);
    LogisticRegression logistic = new LogisticRegression(1);

    assertThatThrownBy(() -> softmax.loss(rows, new int[1], 1, new double[6]))
        .hasMessage("label " + label + "; labels of 3 classes are the whole numbers from 0 to 2");
    assertThatThrownBy(() -> logistic.loss(rows, new int[1], 1, new double[2]))
        .hasMessageContaining("labels of 2 classes");
  }

  @Test
  void softmaxOfTwoClassesIsTheLogisticModel() {
    double[] labels = labels(new LogisticRegression(COLUMNS));
    LabelledRows examples = new LabelledRows(sparse(values()), labels);
    double[] margin = new Random(8).doubles(COLUMNS + 1, -1, 1).toArray();
    double[] both = new double[2 * COLUMNS + 2];
    System.arraycopy(margin, 0, both, COLUMNS, COLUMNS);
    both[2 * COLUMNS + 1] = margin[COLUMNS];
    SoftmaxRegression softmax = new SoftmaxRegression(COLUMNS, 2);
    LogisticRegression logistic = new LogisticRegression(COLUMNS);

    assertThat(softmax.loss(examples, ALL, ROWS, both))
        .isEqualTo(logistic.loss(examples, ALL, ROWS, margin), within(1e-12));
    double[] outputs = new double[2];
    double[] probabilities = new double[2];
    double[] expected = new double[2];
    for (int row = 0; row < ROWS; row++) {
      softmax.predict(examples.features(), new int[] {row}, 1, both, outputs);
      softmax.probabilities(outputs, 0, probabilities);
      int likely = softmax.mostLikely(outputs, 0);
      logistic.predict(examples.features(), new int[] {row}, 1, margin, outputs);
      logistic.probabilities(outputs, 0, expected);
      assertThat(probabilities).containsExactly(expected, within(1e-14));
      assertThat(logistic.mostLikely(outputs, 0)).isEqualTo(likely);
    }
  }

  @Test
  void probabilitiesOfHugeLogitsAddUpToOne() {
    double[] three = new double[3];
    new SoftmaxRegression(1, 3).probabilities(new double[] {-1e4, 1e4, 1e4}, 0, three);
    assertThat(three).containsExactly(0, 0.5, 0.5);
    double[] two = new double[2];
    for (double margin : new double[] {-1e4, -3, 0, 40, 1e4}) {
      new LogisticRegression(1).probabilities(new double[] {margin}, 0, two);
      assertThat(two[0] + two[1]).isEqualTo(1, within(1e-15));
      assertThat(two[1]).isBetween(0.0, 1.0);
    }
  }

  /**
   * The optimum of the mean loss and ½λ‖x‖², bias included (so that softmax has just one), by
   * Newton's method with a Hessian of differences of gradients, and by the house's L-BFGS.
   */
  @ParameterizedTest
  @MethodSource("all")
  void theOptimumIsThatOfNewtonsMethod(Predictor predictor) {
    if (predictor instanceof LinearRegression linear && linear.loss() != RegressionLoss.SQUARED) {
      return; // no Hessian everywhere
    }
    LabelledRows examples = new LabelledRows(sparse(values()), labels(predictor), weights());
    double[] start = predictor.initialParameters(1);
    LimitedMemoryBfgs.Result found =
        LimitedMemoryBfgs.minimize(
            (x, gradient) -> ridge(predictor, examples, x, gradient),
            start,
            new LimitedMemoryBfgs.Options(10, 1e-12, 500));

    double[] newton = start.clone();
    for (int step = 0; step < 20; step++) {
      stepOfNewton(predictor, examples, newton);
    }

    double[] gradient = new double[start.length];
    ridge(predictor, examples, newton, gradient);
    assertThat(gradient).as("Newton is there").containsOnly(new double[1], within(1e-12));
    assertThat(found.point()).containsExactly(newton, within(1e-6));
  }

  private static double ridge(
      Predictor predictor, LabelledRows examples, double[] x, double[] gradient) {
    double lambda = 0.01;
    Arrays.fill(gradient, 0);
    double sum = predictor.addLossAndGradient(examples, ALL, ROWS, x, gradient) / ROWS;
    for (int i = 0; i < x.length; i++) {
      gradient[i] = gradient[i] / ROWS + lambda * x[i];
      sum += lambda * x[i] * x[i] / 2;
    }
    return sum;
  }

  private static void stepOfNewton(Predictor predictor, LabelledRows examples, double[] x) {
    int n = x.length;
    double[][] system = new double[n][n + 1];
    double[] up = new double[n];
    double[] down = new double[n];
    double h = 1e-5;
    for (int c = 0; c < n; c++) {
      double[] moved = x.clone();
      moved[c] += h;
      ridge(predictor, examples, moved, up);
      moved[c] = x[c] - h;
      ridge(predictor, examples, moved, down);
      for (int r = 0; r < n; r++) {
        system[r][c] = (up[r] - down[r]) / (2 * h);
      }
    }
    ridge(predictor, examples, x, up);
    for (int r = 0; r < n; r++) {
      system[r][n] = up[r];
    }
    double[] step = solved(system);
    for (int i = 0; i < n; i++) {
      x[i] -= step[i];
    }
  }

  /** Gauss and Jordan; a positive definite matrix needs no pivots. */
  private static double[] solved(double[][] system) {
    int n = system.length;
    for (int c = 0; c < n; c++) {
      for (int r = 0; r < n; r++) {
        double part = r == c ? 0 : system[r][c] / system[c][c];
        for (int k = c; k <= n && part != 0; k++) {
          system[r][k] -= part * system[c][k];
        }
      }
    }
    return IntStream.range(0, n).mapToDouble(r -> system[r][n] / system[r][r]).toArray();
  }

  @Test
  void sizesThatNoArrayHoldsAreRefused() {
    assertThatThrownBy(() -> new LinearRegression(0)).hasMessageContaining("of 0 columns");
    assertThatThrownBy(() -> new SoftmaxRegression(10, 1)).hasMessageContaining("1 classes");
    assertThatThrownBy(() -> new SoftmaxRegression(1 << 28, 10))
        .hasMessage("10 outputs of 268435456 columns; together they take 1 to 2^31 - 2 parameters");
  }
}

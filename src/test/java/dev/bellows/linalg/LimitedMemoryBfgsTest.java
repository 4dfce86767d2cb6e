package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.LimitedMemoryBfgs.Listener;
import dev.bellows.linalg.LimitedMemoryBfgs.Options;
import dev.bellows.linalg.LimitedMemoryBfgs.Reason;
import dev.bellows.linalg.LimitedMemoryBfgs.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitedMemoryBfgsTest {
  private static final double[] NO_L1 = {};
  private static final double[] ROSENBROCK_START = {-1.2, 1};
  private static final Options PRECISE = new Options(10, 1e-12, 500);

  /** {@code (1 − x)² + 100 (y − x²)²}, with its minimum of 0 at (1, 1). */
  private static double rosenbrock(double[] x, double[] gradient) {
    double toOne = 1 - x[0];
    double toParabola = x[1] - x[0] * x[0];
    gradient[0] = -2 * toOne - 400 * x[0] * toParabola;
    gradient[1] = 200 * toParabola;
    return toOne * toOne + 100 * toParabola * toParabola;
  }

  /** {@code ½ Σ x²}. */
  private static double bowl(double[] x, double[] gradient) {
    double value = 0;
    for (int i = 0; i < x.length; i++) {
      gradient[i] = x[i];
      value += x[i] * x[i] / 2;
    }
    return value;
  }

  private static Result minimize(DifferentiableFunction function, double[] start, Listener heard) {
    return LimitedMemoryBfgs.minimize(function, start, NO_L1, Options.of(100), heard);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3})
  void aRunThatIsSavedAnywhereGoesOnToTheSameBits(double l1) {
    double[] weights = l1 == 0 ? NO_L1 : new double[] {l1, 0};
    Options options = new Options(3, 1e-9, 200);
    LimitedMemoryBfgs.Run whole =
        LimitedMemoryBfgs.begin(
            LimitedMemoryBfgsTest::rosenbrock, ROSENBROCK_START, weights, options);
    List<LimitedMemoryBfgs.Saved> saved = new ArrayList<>();
    while (whole.next()) {
      saved.add(whole.saved());
    }
    assertThat(saved).hasSizeGreaterThan(20);

    for (LimitedMemoryBfgs.Saved from : saved) {
      LimitedMemoryBfgs.Run rest =
          LimitedMemoryBfgs.resume(LimitedMemoryBfgsTest::rosenbrock, from, weights, options);
      assertThat(rest.iteration()).isEqualTo(from.iteration());
      while (rest.next()) {
        assertThat(rest.iteration()).isGreaterThan(from.iteration());
      }
      assertThat(rest.point()).isEqualTo(whole.point());
      assertThat(rest.value()).isEqualTo(whole.value());
      assertThat(rest.gradientNorm()).isEqualTo(whole.gradientNorm());
      assertThat(rest.iteration()).isEqualTo(whole.iteration());
      assertThat(rest.reason()).isEqualTo(whole.reason());
    }
  }

  @Test
  void findsTheEndOfRosenbrocksValley() {
    Result result =
        LimitedMemoryBfgs.minimize(
            LimitedMemoryBfgsTest::rosenbrock, ROSENBROCK_START, Options.of(100));

    assertThat(result.point()).containsExactly(new double[] {1, 1}, within(1e-5));
    assertThat(result.reason()).isEqualTo(Reason.GRADIENT_CONVERGED);
    // 37 and 46 were seen; steepest descent would need thousands
    assertThat(result.iterations()).isLessThanOrEqualTo(45);
    assertThat(result.evaluations()).isLessThanOrEqualTo(55);
  }

  @Property(tries = 50)
  void findsWhatADirectSolverFinds(@ForAll @IntRange(min = 1, max = 30) int n, @ForAll long seed) {
    KeyedRandom random = new KeyedRandom(seed, n);
    double[][] matrix = positiveDefinite(n, random);
    double[] solution = gaussians(n, random);
    double[] right = times(matrix, solution);
    DifferentiableFunction bowl =
        (x, gradient) -> {
          double[] product = times(matrix, x);
          double value = 0;
          for (int i = 0; i < n; i++) {
            value += x[i] * (product[i] / 2 - right[i]);
            gradient[i] = product[i] - right[i];
          }
          return value;
        };

    Result result = LimitedMemoryBfgs.minimize(bowl, gaussians(n, random), PRECISE);

    // the smallest eigenvalue is at least 1, so the error is at most the gradient's norm
    assertThat(result.point()).containsExactly(solve(matrix, right), within(1e-6));
  }

  @Test
  void fitsALogisticRegressionToZeroSlope() {
    Regression data = new Regression(300, 8, 11);
    DifferentiableFunction loss = data::logisticLoss;

    Result result = LimitedMemoryBfgs.minimize(loss, new double[9], Options.of(100));

    double[] gradient = new double[9];
    loss.valueAndGradient(result.point(), gradient);
    assertThat(result.reason().converged()).isTrue();
    assertThat(Vectors.norm(gradient, 9)).isLessThan(1e-5);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.5, 1})
  void findsWhatCoordinateDescentFindsForTheLasso(double weight) {
    Regression data = new Regression(200, 20, 3);
    double[] expected = data.lassoByCoordinateDescent(weight);

    Result result =
        LimitedMemoryBfgs.minimize(
            data::squaredLoss, new double[21], data.allButBias(weight), PRECISE, Listener.NONE);

    assertThat(result.point()).containsExactly(expected, within(1e-6));
    assertThat(zeros(result.point())).isEqualTo(zeros(expected));
    double l1 = Arrays.stream(result.point(), 0, 20).map(Math::abs).sum() * weight;
    assertThat(result.value())
        .isEqualTo(data.squaredLoss(result.point(), new double[21]) + l1, within(1e-12));
  }

  @Test
  void theLassoMakesExactZeros() {
    Regression data = new Regression(200, 20, 3);

    // only five of the twenty features have to do with the label
    assertThat(zeros(data.lassoByCoordinateDescent(1))).hasSize(15);
  }

  @Test
  void anL1TermSoHighLeavesTheBiasAlone() {
    Regression data = new Regression(200, 5, 4);

    Result result =
        LimitedMemoryBfgs.minimize(
            data::squaredLoss,
            new double[] {1, -1, 1, -1, 1, -5},
            data.allButBias(1e6),
            PRECISE,
            Listener.NONE);

    double mean = Arrays.stream(data.labels).average().orElseThrow();
    assertThat(result.point()).containsExactly(new double[] {0, 0, 0, 0, 0, mean}, within(1e-7));
    assertThat(zeros(result.point())).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void anL1TermIsFoundFromTheMinimumWithoutOne() {
    DifferentiableFunction function =
        (x, gradient) -> {
          gradient[0] = x[0] - 3;
          return (x[0] - 3) * (x[0] - 3) / 2;
        };

    Result result =
        LimitedMemoryBfgs.minimize(
            function, new double[] {3}, new double[] {1}, PRECISE, Listener.NONE);

    assertThat(result.point()[0]).isEqualTo(2, within(1e-6));
    assertThat(result.value()).isEqualTo(0.5 + 2, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theLassosValueNeverRises(long seed) {
    Regression data = new Regression(200, 40, seed);
    List<Double> values = new ArrayList<>();

    LimitedMemoryBfgs.minimize(
        data::squaredLoss,
        new double[41],
        data.allButBias(0.1),
        Options.of(100),
        (iteration, point, value, norm) -> values.add(value));

    assertThat(values).hasSizeGreaterThan(10);
    for (int i = 1; i < values.size(); i++) {
      // the line search forgives four units in the last place
      assertThat(values.get(i)).isLessThanOrEqualTo(values.get(i - 1) * (1 + 1e-15));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void oneInputGivesOneResultBitForBit(double weight) {
    Regression data = new Regression(200, 20, 5);

    Result one = fitted(data, weight);
    Result other = fitted(data, weight);

    assertThat(one).usingRecursiveComparison().isEqualTo(other);
  }

  private static Result fitted(Regression data, double weight) {
    return LimitedMemoryBfgs.minimize(
        data::squaredLoss, new double[21], data.allButBias(weight), Options.of(100), Listener.NONE);
  }

  @ParameterizedTest
  @CsvSource({"0, 7", "0.1, 3"}) // for an L1 term, Breeze's own search makes 8 more
  void noPointIsAskedTwiceAndAnIterationCostsLittleMoreThanOneEvaluation(double weight, int more) {
    Regression data = new Regression(200, 20, 5);
    List<double[]> asked = new ArrayList<>();

    Result result =
        LimitedMemoryBfgs.minimize(
            (x, gradient) -> {
              assertThat(asked).doesNotContain(x);
              asked.add(x);
              return data.squaredLoss(x, gradient);
            },
            new double[21],
            data.allButBias(weight),
            Options.of(100),
            Listener.NONE);

    assertThat(result.evaluations()).isEqualTo(asked.size());
    assertThat(result.reason().converged()).isTrue();
    // one for the start, one for each iteration, and a few for further trials
    assertThat(asked).hasSizeBetween(result.iterations() + 1, result.iterations() + 1 + more);
  }

  @Test
  void aStartAtTheMinimumCostsOneEvaluation() {
    Result result =
        LimitedMemoryBfgs.minimize(LimitedMemoryBfgsTest::bowl, new double[3], Options.of(10));

    assertThat(result.reason()).isEqualTo(Reason.GRADIENT_CONVERGED);
    assertThat(result.iterations()).isZero();
    assertThat(result.evaluations()).isEqualTo(1);
    assertThat(result.point()).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1, 1e3, 1e6})
  void aMinimumIsFoundHoweverFarAway(double distance) {
    Result result =
        LimitedMemoryBfgs.minimize(
            LimitedMemoryBfgsTest::bowl, new double[] {distance, -distance}, Options.of(10));

    assertThat(result.reason().converged()).isTrue();
    assertThat(result.point()).containsExactly(new double[] {0, 0}, within(1e-8));
    // a step of 100 grows by halves to a tenth of 1.4e6 in 18 trials
    assertThat(result.evaluations()).isLessThanOrEqualTo(25);
  }

  @Test
  void theListenerHearsOfTheStartAndOfEachIteration() {
    List<Integer> heard = new ArrayList<>();
    List<Double> values = new ArrayList<>();

    Result result =
        minimize(
            LimitedMemoryBfgsTest::rosenbrock,
            ROSENBROCK_START,
            (iteration, point, value, norm) -> {
              double[] gradient = new double[2];
              assertThat(rosenbrock(point, gradient)).isEqualTo(value);
              assertThat(Vectors.norm(gradient, 2)).isEqualTo(norm);
              Arrays.fill(point, Double.NaN); // a copy, so this harms nobody
              heard.add(iteration);
              return values.add(value);
            });

    assertThat(heard).hasSize(result.iterations() + 1).startsWith(0, 1, 2).doesNotHaveDuplicates();
    // f(−1.2, 1) = 2.2² + 100 · 0.44²
    assertThat(values.get(0)).isEqualTo(24.2, within(1e-12));
    assertThat(values.get(values.size() - 1)).isEqualTo(result.value());
  }

  @Test
  void theListenerStopsTheRun() {
    Result result =
        minimize(
            LimitedMemoryBfgsTest::rosenbrock,
            ROSENBROCK_START,
            (iteration, point, value, norm) -> iteration < 5);

    assertThat(result.reason()).isEqualTo(Reason.STOPPED);
    assertThat(result.iterations()).isEqualTo(5);
  }

  @Test
  void theIterationLimitStopsTheRun() {
    Result result =
        LimitedMemoryBfgs.minimize(
            LimitedMemoryBfgsTest::rosenbrock, ROSENBROCK_START, Options.of(3));

    assertThat(result.reason()).isEqualTo(Reason.ITERATION_LIMIT);
    assertThat(result.iterations()).isEqualTo(3);
    assertThat(result.value())
        .isLessThan(24.2)
        .isEqualTo(rosenbrock(result.point(), new double[2]));
  }

  @Test
  void aValueThatStandsStillEndsTheRun() {
    // x⁴ is so flat at its minimum that Newton's method gains but a third of x in an iteration
    DifferentiableFunction flat =
        (x, gradient) -> {
          gradient[0] = 4 * x[0] * x[0] * x[0];
          return x[0] * x[0] * x[0] * x[0];
        };

    Result result = LimitedMemoryBfgs.minimize(flat, new double[] {1e4}, Options.of(500));

    assertThat(result.reason()).isEqualTo(Reason.VALUE_CONVERGED);
    assertThat(result.iterations()).isGreaterThanOrEqualTo(20);
    assertThat(result.value()).isLessThan(1e-6 * 1e16);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aValueThatIsNoNumberEndsTheRunAtTheLastGoodPoint(double bad) {
    int[] asked = {0};
    double[][] last = new double[1][];

    Result result =
        minimize(
            (x, gradient) -> {
              double value = rosenbrock(x, gradient);
              return ++asked[0] == 10 ? bad : value;
            },
            ROSENBROCK_START,
            (iteration, point, value, norm) -> {
              last[0] = point;
              return true;
            });

    assertThat(result.reason()).isEqualTo(Reason.NOT_FINITE);
    assertThat(result.evaluations()).isEqualTo(10);
    assertThat(result.point()).isEqualTo(last[0]);
    assertThat(result.value()).isEqualTo(rosenbrock(last[0], new double[2]));
    assertThat(result.iterations()).isPositive();
  }

  @Test
  void aGradientThatIsNoNumberEndsTheRunToo() {
    int[] asked = {0};

    Result result =
        minimize(
            (x, gradient) -> {
              double value = rosenbrock(x, gradient);
              if (++asked[0] == 4) {
                gradient[1] = Double.NaN;
              }
              return value;
            },
            ROSENBROCK_START,
            Listener.NONE);

    assertThat(result.reason()).isEqualTo(Reason.NOT_FINITE);
    assertThat(result.evaluations()).isEqualTo(4);
    assertThat(result.value()).isFinite();
  }

  @Test
  void aStartWithoutAValueIsWhereTheRunEnds() {
    Result result = minimize((x, gradient) -> Double.NaN, ROSENBROCK_START, Listener.NONE);

    assertThat(result.reason()).isEqualTo(Reason.NOT_FINITE);
    assertThat(result.point()).containsExactly(ROSENBROCK_START);
    assertThat(result.value()).isNaN();
    assertThat(result.iterations()).isZero();
    assertThat(result.evaluations()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1})
  void aGradientThatPointsUphillMakesTheLineSearchFail(double weight) {
    List<Integer> heard = new ArrayList<>();

    Result result =
        LimitedMemoryBfgs.minimize(
            (x, gradient) -> {
              double value = bowl(x, gradient);
              Vectors.scale(-1, gradient, gradient.length);
              return value;
            },
            new double[] {3, 4},
            new double[] {weight, weight},
            Options.of(100),
            (iteration, point, value, norm) -> heard.add(iteration));

    assertThat(result.reason()).isEqualTo(Reason.LINE_SEARCH_FAILED);
    assertThat(result.point()).containsExactly(3, 4);
    assertThat(result.value()).isEqualTo(12.5 + 7 * weight, within(1e-12));
    assertThat(heard).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void anExceptionOfTheFunctionComesOutAsItIs(int when) {
    IOException lost = new IOException("executor lost");
    int[] asked = {0};

    assertThatThrownBy(
            () ->
                minimize(
                    (x, gradient) -> {
                      if (++asked[0] == when) {
                        LimitedMemoryBfgsTest.<RuntimeException>throwAsIs(lost);
                      }
                      return rosenbrock(x, gradient);
                    },
                    ROSENBROCK_START,
                    Listener.NONE))
        .isSameAs(lost);
    assertThat(asked[0]).isEqualTo(when);
  }

  /** Spark, being Scala, throws checked exceptions undeclared. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwAsIs(Throwable e) throws E {
    throw (E) e;
  }

  @Test
  void anExceptionOfTheListenerComesOutAsItIs() {
    IllegalStateException broken = new IllegalStateException("disk full");

    assertThatThrownBy(
            () ->
                minimize(
                    LimitedMemoryBfgsTest::rosenbrock,
                    ROSENBROCK_START,
                    (iteration, point, value, norm) -> {
                      throw broken;
                    }))
        .isSameAs(broken);
  }

  @Test
  void theFunctionMayKeepAndChangeItsPoints() {
    double[] start = ROSENBROCK_START.clone();

    Result result =
        LimitedMemoryBfgs.minimize(
            (x, gradient) -> {
              double value = rosenbrock(x, gradient);
              Arrays.fill(x, Double.NaN);
              return value;
            },
            start,
            Options.of(100));

    assertThat(result.point()).containsExactly(new double[] {1, 1}, within(1e-5));
    assertThat(start).containsExactly(ROSENBROCK_START);
  }

  @Test
  void badArgumentsAreNamed() {
    DifferentiableFunction bowl = LimitedMemoryBfgsTest::bowl;
    double[] start = {1, 2};

    assertThatThrownBy(() -> new Options(0, 1e-6, 1)).hasMessageContaining("memory is 0");
    assertThatThrownBy(() -> new Options(1, 0, 1)).hasMessageContaining("tolerance is 0.0");
    assertThatThrownBy(() -> new Options(1, Double.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> Options.of(0)).hasMessageContaining("maxIterations is 0");
    assertThatThrownBy(() -> l1(bowl, start, 1)).hasMessageContaining("2 elements have 1 L1");
    assertThatThrownBy(() -> l1(bowl, start, 1, -1)).hasMessageContaining("element 1 is -1.0");
    assertThatThrownBy(() -> l1(bowl, start, Double.NaN, 1)).hasMessageContaining("element 0");
    assertThatThrownBy(() -> l1(bowl, new double[] {0, Double.NaN}))
        .hasMessageContaining("element 1 of the start is NaN");
  }

  private static Result l1(DifferentiableFunction function, double[] start, double... weights) {
    return LimitedMemoryBfgs.minimize(function, start, weights, Options.of(10), Listener.NONE);
  }

  private static List<Integer> zeros(double[] x) {
    List<Integer> zeros = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      if (x[i] == 0) {
        zeros.add(i);
      }
    }
    return zeros;
  }

  private static double[] gaussians(int n, KeyedRandom random) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  /** {@code I + B Bᵀ / n} for a random B. */
  private static double[][] positiveDefinite(int n, KeyedRandom random) {
    double[][] factor = new double[n][];
    Arrays.setAll(factor, i -> gaussians(n, random));
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        matrix[i][j] = (i == j ? 1 : 0) + Vectors.dot(factor[i], 0, factor[j], 0, n) / n;
      }
    }
    return matrix;
  }

  private static double[] times(double[][] matrix, double[] x) {
    double[] product = new double[x.length];
    Arrays.setAll(product, i -> Vectors.dot(matrix[i], 0, x, 0, x.length));
    return product;
  }

  /** Gaussian elimination, which needs no pivots for a positive definite matrix. */
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    double[][] a = new double[n][];
    Arrays.setAll(a, i -> matrix[i].clone());
    double[] x = right.clone();
    for (int k = 0; k < n; k++) {
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j < n; j++) {
          a[i][j] -= factor * a[k][j];
        }
        x[i] -= factor * x[k];
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        x[i] -= a[i][j] * x[j];
      }
      x[i] /= a[i][i];
    }
    return x;
  }

  /** Random rows of unlike scale; the label is 3 + a sum of the first five features + noise. */
  private static final class Regression {
    private final int features;
    private final double[][] rows;
    private final double[] labels;

    Regression(int count, int features, long seed) {
      KeyedRandom random = new KeyedRandom(seed, 0);
      this.features = features;
      rows = new double[count][];
      labels = new double[count];
      for (int r = 0; r < count; r++) {
        rows[r] = gaussians(features, random);
        labels[r] = 3 + random.nextGaussian();
        for (int c = 0; c < features; c++) {
          rows[r][c] *= 1 + c % 5;
          labels[r] += c < 5 ? (c % 2 == 0 ? 2 : -1.5) * rows[r][c] : 0;
        }
      }
    }

    double[] allButBias(double weight) {
      double[] weights = new double[features + 1];
      Arrays.fill(weights, 0, features, weight);
      return weights;
    }

    private double score(int row, double[] x) {
      return Vectors.dot(rows[row], 0, x, 0, features) + x[features];
    }

    private void addGradient(int row, double slope, double[] gradient) {
      Vectors.addScaled(slope / labels.length, rows[row], 0, gradient, 0, features);
      gradient[features] += slope / labels.length;
    }

    /** The mean of half the squared errors; the last element of {@code x} is the bias. */
    double squaredLoss(double[] x, double[] gradient) {
      double loss = 0;
      for (int r = 0; r < labels.length; r++) {
        double error = score(r, x) - labels[r];
        loss += error * error / 2 / labels.length;
        addGradient(r, error, gradient);
      }
      return loss;
    }

    /** The mean logistic loss for the classes "label above 3" and "below", softened by a ridge. */
    double logisticLoss(double[] x, double[] gradient) {
      double loss = 0;
      for (int r = 0; r < labels.length; r++) {
        double sign = labels[r] > 3 ? 1 : -1;
        double margin = sign * score(r, x);
        loss += Math.log1p(Math.exp(-margin)) / labels.length;
        addGradient(r, -sign / (1 + Math.exp(margin)), gradient);
      }
      for (int i = 0; i < x.length; i++) {
        loss += 0.01 * x[i] * x[i] / 2;
        gradient[i] += 0.01 * x[i];
      }
      return loss;
    }

    /** Friedman, Hastie and Tibshirani (2010), equation 5, until nothing changes. */
    double[] lassoByCoordinateDescent(double weight) {
      double[] x = new double[features + 1];
      double change;
      do {
        change = 0;
        for (int c = 0; c <= features; c++) {
          double correlation = 0;
          double square = 0;
          for (int r = 0; r < labels.length; r++) {
            double feature = c < features ? rows[r][c] : 1;
            correlation += feature * (labels[r] - score(r, x) + feature * x[c]) / labels.length;
            square += feature * feature / labels.length;
          }
          double soft = c < features ? weight : 0;
          double shrunk = Math.max(0, Math.abs(correlation) - soft);
          double next = Math.signum(correlation) * shrunk / square;
          change = Math.max(change, Math.abs(next - x[c]));
          x[c] = next;
        }
      } while (change > 1e-13);
      return x;
    }
  }
}

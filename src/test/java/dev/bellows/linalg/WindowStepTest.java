package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowStepTest {
  private static final float RATE = 0.1f;

  private static FloatTable table(int rows, int columns, long seed) {
    Random random = new Random(seed);
    FloatTable table = new FloatTable(rows, columns);
    for (int r = 0; r < rows; r++) {
      float[] row = new float[columns];
      for (int c = 0; c < columns; c++) {
        row[c] = (float) (random.nextGaussian() / Math.sqrt(columns));
      }
      table.setRow(r, row, 0);
    }
    return table;
  }

  private static double step(
      WindowKernels kernels, FloatTable in, FloatTable out, boolean positive) {
    WindowStep step = new WindowStep(kernels, in.stride(), in.rows());
    for (int j = 0; j < in.rows(); j++) {
      step.input(j, in.array(j), in.offset(j));
    }
    for (int t = 0; t < out.rows(); t++) {
      step.target(t, out.array(t), out.offset(t));
    }
    return step.apply(in.rows(), out.rows(), positive, RATE);
  }

  private static void assertClose(FloatTable actual, FloatTable expected, double tolerance) {
    for (int r = 0; r < expected.rows(); r++) {
      for (int c = 0; c < expected.stride(); c++) {
        assertThat((double) actual.array(r)[actual.offset(r) + c])
            .as("row %d, column %d", r, c)
            .isCloseTo(expected.array(r)[expected.offset(r) + c], within(tolerance));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 97, 101, 300})
  void bothProvidersAgreeOverAWholeWindow(int columns) {
    for (int inputs = 1; inputs <= 11; inputs++) {
      for (int targets = 1; targets <= WindowStep.MOST_TARGETS; targets++) {
        FloatTable scalarIn = table(inputs, columns, 1);
        FloatTable scalarOut = table(targets, columns, 2);
        FloatTable simdIn = table(inputs, columns, 1);
        FloatTable simdOut = table(targets, columns, 2);

        double scalar = step(new ScalarWindowKernels(), scalarIn, scalarOut, true);
        double simd = step(new SimdWindowKernels(), simdIn, simdOut, true);

        assertThat(simd).isCloseTo(scalar, within(1e-5));
        assertClose(simdIn, scalarIn, 1e-5);
        assertClose(simdOut, scalarOut, 1e-5);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aStepIsGradientDescentOnTheSigmoidCrossEntropy(boolean positive) {
    int columns = 7;
    FloatTable in = table(4, columns, 3);
    FloatTable out = table(5, columns, 4);
    double[][] v = doubles(in);
    double[][] u = doubles(out);
    double loss = 0;
    double[][] toV = new double[4][columns];
    double[][] toU = new double[5][columns];
    for (int j = 0; j < 4; j++) {
      for (int t = 0; t < 5; t++) {
        double x = 0;
        for (int c = 0; c < columns; c++) {
          x += v[j][c] * u[t][c];
        }
        double y = positive && t == 0 ? 1 : 0;
        double sigma = 1 / (1 + Math.exp(-x));
        loss -= y * Math.log(sigma) + (1 - y) * Math.log(1 - sigma);
        for (int c = 0; c < columns; c++) {
          toV[j][c] += RATE * (y - sigma) * u[t][c];
          toU[t][c] += RATE * (y - sigma) * v[j][c];
        }
      }
    }

    double given = step(new SimdWindowKernels(), in, out, positive);

    assertThat(given).isCloseTo(loss, within(2e-5));
    for (int c = 0; c < columns; c++) {
      for (int j = 0; j < 4; j++) {
        assertThat((double) in.get(j, c)).isCloseTo(v[j][c] + toV[j][c], within(1e-6));
      }
      for (int t = 0; t < 5; t++) {
        assertThat((double) out.get(t, c)).isCloseTo(u[t][c] + toU[t][c], within(1e-6));
      }
    }
  }

  private static double[][] doubles(FloatTable table) {
    double[][] rows = new double[table.rows()][table.columns()];
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < rows[r].length; c++) {
        rows[r][c] = table.get(r, c);
      }
    }
    return rows;
  }

  @Test
  void aTargetThatIsThereTwiceIsMovedTwice() {
    FloatTable in = table(3, 20, 5);
    FloatTable out = table(1, 20, 6);
    FloatTable once = table(1, 20, 6);
    WindowStep step = new WindowStep(new SimdWindowKernels(), in.stride(), 3);
    for (int j = 0; j < 3; j++) {
      step.input(j, in.array(j), in.offset(j));
    }
    step.target(0, out.array(0), out.offset(0));
    step.target(1, out.array(0), out.offset(0));
    step.apply(3, 2, false, RATE);
    step(new SimdWindowKernels(), table(3, 20, 5), once, false);

    FloatTable begin = table(1, 20, 6);
    for (int c = 0; c < 20; c++) {
      double twice = begin.get(0, c) + 2 * (once.get(0, c) - begin.get(0, c));
      assertThat((double) out.get(0, c)).isCloseTo(twice, within(1e-6));
    }
  }

  /**
   * The coefficients of so many inputs and targets with these products, and the loss behind them.
   */
  private static double[] coefficients(
      WindowKernels kernels, float[] products, int targets, boolean positive) {
    int stride = FloatTable.stride(1);
    int inputs = products.length / WindowKernels.TILE;
    float[] work = WindowKernels.work(stride, inputs);
    int at = WindowKernels.productsAt(stride);
    System.arraycopy(products, 0, work, at, products.length);
    double loss = kernels.coefficients(work, stride, inputs, targets, positive, RATE);
    double[] made = new double[products.length + 1];
    for (int i = 0; i < products.length; i++) {
      made[i] = work[at + i];
    }
    made[products.length] = loss;
    return made;
  }

  @ParameterizedTest
  @CsvSource({"6,true", "6,false", "4,true", "1,true", "1,false"})
  void coefficientsAreGoodToAMillionthEverywhere(int targets, boolean positive) {
    for (WindowKernels kernels :
        new WindowKernels[] {new ScalarWindowKernels(), new SimdWindowKernels()}) {
      for (int inputs = 1; inputs < 20; inputs++) {
        float[] products = new float[inputs * WindowKernels.TILE];
        double[] expected = new double[products.length + 1];
        for (int i = 0; i < products.length; i++) {
          products[i] = 30 * (float) Math.sin(inputs + i);
          int t = i % WindowKernels.TILE;
          double z = positive && t == 0 ? -products[i] : products[i];
          double g = RATE / (1 + Math.exp(-z));
          expected[i] = t >= targets ? 0 : positive && t == 0 ? g : -g;
          double loss = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
          expected[products.length] += t >= targets ? 0 : loss;
        }

        double[] given = coefficients(kernels, products, targets, positive);

        assertThat(given).containsExactly(expected, within(2e-4)); // the sum; the others below
        for (int i = 0; i < products.length; i++) {
          assertThat(given[i]).as("of %s", products[i]).isCloseTo(expected[i], within(1e-7));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f})
  void productsThatAreNotFiniteAreNotHidden(float product) {
    float[] products = new float[WindowKernels.TILE];
    products[1] = product;
    for (WindowKernels kernels :
        new WindowKernels[] {new ScalarWindowKernels(), new SimdWindowKernels()}) {
      double[] given = coefficients(kernels, products, 2, true);

      double sigma = 1 / (1 + Math.exp(-product));
      assertThat((float) given[1]).isCloseTo((float) (-RATE * sigma), within(1e-7f));
      double loss = product > 0 ? product : Float.isNaN(product) ? Double.NaN : 0;
      assertThat((float) given[products.length])
          .isCloseTo((float) (loss + Math.log(2)), within(1e-6f));
    }
  }

  @Test
  void theSigmoidAndItsIntegralAreGoodToAMillionthEverywhere() {
    for (float x = -40; x < 40; x += 0.0137f) {
      float[] given = {7, x, 7};

      double integral = Sigmoid.scaled(given, 1, 2, 1);

      assertThat((double) given[1]).isCloseTo(1 / (1 + Math.exp(-x)), within(1e-6));
      double expected = Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      assertThat(integral)
          .as("at %s", x)
          .isCloseTo(expected, within(4e-6)); // 40 has an ulp of that
      assertThat(given[0]).isEqualTo(7);
      assertThat(given[2]).isEqualTo(7);
    }
  }

  @Test
  void whatIsNotFiniteIsNotHidden() {
    float[] given = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};

    assertThat(Sigmoid.scaled(given, 0, 3, 2)).isNaN();
    assertThat(given[0]).isNaN();
    assertThat(given[1]).isEqualTo(2);
    assertThat(given[2]).isZero();
  }
}

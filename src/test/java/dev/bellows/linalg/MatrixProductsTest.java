package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductsTest {
  private static final int AT = 3; // where each matrix begins
  private final Random random = new Random(5);

  private double[] matrix(int size) {
    return random.doubles(AT + size, -1, 1).toArray();
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    Vectors.round(values, 0, floats, 0, values.length);
    return floats;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  /** Element (i, j) of a matrix, or of its transpose. */
  private interface Element {
    int at(int i, int j);
  }

  private static double[] expected(
      int m, int n, int k, double[] a, Element inA, double[] b, Element inB, double[] c) {
    double[] sums = c.clone();
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int l = 0; l < k; l++) {
          sums[AT + i * n + j] += a[AT + inA.at(i, l)] * b[AT + inB.at(l, j)];
        }
      }
    }
    return sums;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 3, 5", "17, 13, 31", "64, 10, 129"})
  void productsAreThoseOfTheDefinition(int m, int n, int k) {
    double[] a = matrix(m * k);
    double[] b = matrix(k * n);
    double[] c = matrix(m * n);
    double[] plain = expected(m, n, k, a, (i, l) -> i * k + l, b, (l, j) -> l * n + j, c);
    double[] right = expected(m, n, k, a, (i, l) -> i * k + l, b, (l, j) -> j * k + l, c);
    double[] left = expected(m, n, k, a, (i, l) -> l * m + i, b, (l, j) -> l * n + j, c);
    double[] found = c.clone();
    MatrixProducts.times(m, n, k, a, AT, b, AT, 1, found, AT);
    assertThat(found).containsExactly(plain, within(1e-13));
    found = c.clone();
    MatrixProducts.timesTransposed(m, n, k, a, AT, b, AT, 1, found, AT);
    assertThat(found).containsExactly(right, within(1e-13));
    found = c.clone();
    MatrixProducts.transposedTimes(m, n, k, a, AT, b, AT, 1, found, AT);
    assertThat(found).containsExactly(left, within(1e-13));

    float[] singles = floats(c);
    MatrixProducts.times(m, n, k, floats(a), AT, floats(b), AT, 1, singles, AT);
    assertThat(doubles(singles)).containsExactly(plain, within(1e-5));
    singles = floats(c);
    MatrixProducts.timesTransposed(m, n, k, floats(a), AT, floats(b), AT, 1, singles, AT);
    assertThat(doubles(singles)).containsExactly(right, within(1e-5));
    singles = floats(c);
    MatrixProducts.transposedTimes(m, n, k, floats(a), AT, floats(b), AT, 1, singles, AT);
    assertThat(doubles(singles)).containsExactly(left, within(1e-5));
  }

  @Test
  void withoutBetaWhatStoodThereDoesNotCountEvenIfItIsNoNumber() {
    double[] a = matrix(6);
    double[] found = new double[4 + AT];
    Arrays.fill(found, Double.NaN);
    float[] singles = floats(found);

    MatrixProducts.times(2, 2, 3, a, AT, a, AT, 0, found, AT);
    MatrixProducts.times(2, 2, 3, floats(a), AT, floats(a), AT, 0, singles, AT);

    double[] expected =
        expected(2, 2, 3, a, (i, l) -> i * 3 + l, a, (l, j) -> l * 2 + j, new double[4 + AT]);
    for (int i = AT; i < found.length; i++) {
      assertThat(found[i]).isEqualTo(expected[i], within(1e-14));
      assertThat((double) singles[i]).isEqualTo(expected[i], within(1e-6));
    }
    assertThat(found[0]).isNaN();
  }

  @Test
  void theDescriptionNamesTheImplementation() {
    assertThat(MatrixProducts.describe()).matches("native BLAS \\(lib.*\\), .*|.*BLAS \\(Java\\)");
  }
}

package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {
  private final VectorKernels scalar = new ScalarKernels();
  private final VectorKernels simd = new SimdKernels();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 7, 8, 11, 13, 17, 31, 97, 101, 1009, 8191})
  void bothProvidersGiveTheSameBitsAtEveryOffset(int n) {
    Random random = new Random(n);
    double[] x = random.doubles(n + 7, -1e3, 1e3).toArray();
    double[] y = random.doubles(n + 7, -1e-3, 1e3).toArray();
    for (int offset : new int[] {0, 1, 3, 7}) {
      assertThat(simd.dot(x, offset, y, 7 - offset, n))
          .isEqualTo(scalar.dot(x, offset, y, 7 - offset, n));
      double[] a = y.clone();
      double[] b = y.clone();
      simd.addScaled(1.7, x, offset, a, 7 - offset, n);
      scalar.addScaled(1.7, x, offset, b, 7 - offset, n);
      assertThat(a).isEqualTo(b);
      float[] narrow = new float[n + 7];
      float[] others = new float[n + 7];
      simd.round(x, offset, narrow, 7 - offset, n);
      scalar.round(x, offset, others, 7 - offset, n);
      assertThat(narrow).isEqualTo(others);
      simd.addWidened(narrow, 7 - offset, a, offset, n);
      scalar.addWidened(narrow, 7 - offset, b, offset, n);
      assertThat(a).isEqualTo(b);
    }
    double[] a = x.clone();
    double[] b = x.clone();
    assertThat(simd.divideAndSquare(a, 3, 7, n)).isEqualTo(scalar.divideAndSquare(b, 3, 7, n));
    assertThat(a).isEqualTo(b).startsWith(x[0], x[1], x[2]);
    assertThat(a).endsWith(Arrays.copyOfRange(x, n + 3, x.length));
    assertThat(simd.dot(a, 3, a, 3, n)).isEqualTo(simd.divideAndSquare(x, 3, 7, n));
  }

  @Test
  void theNormOfManyElementsIsTheSameOnAnyNumberOfThreads() throws Exception {
    double[] x = new Random(1).doubles(5 * Slices.LENGTH + 11, -1, 1).toArray();
    double[] quotients = x.clone();
    double norm = new ForkJoinPool(1).submit(() -> Vectors.norm(x, x.length)).get();

    assertThat(new ForkJoinPool(3).submit(() -> Vectors.norm(x, x.length)).get()).isEqualTo(norm);
    assertThat(norm).isEqualTo(Math.sqrt(Arrays.stream(x).map(v -> v * v).sum()), within(1e-9));
    double divided = Vectors.divideAndNorm(quotients, 7, x.length);
    assertThat(quotients).isEqualTo(Arrays.stream(x).map(v -> v / 7).toArray());
    assertThat(divided).isEqualTo(Vectors.norm(quotients, x.length));
  }

  @Test
  void theInnerProductIsTheSumOfTheProducts() {
    double[] x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    double[] y = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};

    assertThat(scalar.dot(x, 0, y, 0, 11)).isEqualTo(132);
    assertThat(scalar.dot(x, 9, y, 0, 2)).isEqualTo(42);
  }

  @Test
  void addScaledTouchesNothingOutsideItsRange() {
    double[] x = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    double[] y = new double[12];

    simd.addScaled(3, x, 0, y, 1, 10);

    assertThat(y).containsExactly(0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0);
  }

  @Test
  void roundingAndWideningTouchNothingOutsideTheirRange() {
    double[] x = {0.1, 0.2, 1e300, -0.0, 1, 2, 3, 4, 5, 6, 7, 8};
    float[] narrow = new float[12];
    double[] sums = new double[12];

    simd.round(x, 0, narrow, 1, 10);
    simd.addWidened(narrow, 1, sums, 0, 10);
    simd.addWidened(narrow, 1, sums, 0, 10);

    assertThat(narrow).startsWith(0, 0.1f, 0.2f, Float.POSITIVE_INFINITY, -0.0f).endsWith(6, 0);
    assertThat(sums).startsWith(2 * (double) 0.1f, 2 * (double) 0.2f).endsWith(12, 0, 0);
  }

  @Test
  void theNormIsNotANumberWhereAnElementIsNot() {
    assertThat(Vectors.norm(new double[] {3, 4}, 2)).isEqualTo(5, within(1e-15));
    assertThat(Vectors.norm(new double[] {3, Double.NaN, 4}, 3)).isNaN();
  }

  @Test
  void testsRunOnTheProviderThatUsersGet() {
    assertThat(Vectors.provider()).startsWith("simd");
  }
}

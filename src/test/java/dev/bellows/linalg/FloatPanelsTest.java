package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatPanelsTest {
  private static float[] random(int n, long seed) {
    Random random = new Random(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 97, 101, 300})
  void everyRowIsMultipliedByEveryVectorToTheBit(int columns) {
    int rows = 2 * FloatPanels.width() + 5;
    FloatPanels panels = new FloatPanels(rows, columns);
    for (int row = 0; row < rows; row++) {
      panels.set(row, random(columns, row));
    }
    float[] vectors = random(7 + FloatPanels.TOGETHER * columns, 99);
    float[] products = new float[FloatPanels.TOGETHER * FloatPanels.width()];

    assertThat(panels.count()).isEqualTo(3);
    for (int panel = 0; panel < panels.count(); panel++) {
      panels.products(panel, vectors, 7, products);
      for (int v = 0; v < FloatPanels.TOGETHER; v++) {
        for (int r = 0; r < FloatPanels.width(); r++) {
          int row = panel * FloatPanels.width() + r;
          float expected = 0; // behind the last row are zeros
          for (int i = 0; row < rows && i < columns; i++) {
            expected += vectors[7 + v * columns + i] * random(columns, row)[i];
          }
          assertThat(products[v * FloatPanels.width() + r]).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 97, 101, 300})
  void bothProvidersGiveTheSameBits(int columns) {
    PanelKernels scalar = new ScalarPanelKernels();
    PanelKernels simd = new SimdPanelKernels();
    float[] vectors = random(FloatPanels.TOGETHER * columns, 1);
    float[] rows = random(simd.width() * columns, 2);
    float[] fromSimd = new float[FloatPanels.TOGETHER * simd.width()];
    simd.products(rows, columns, vectors, 0, fromSimd);

    float[] wide = new float[scalar.width() * columns];
    for (int column = 0; column < columns; column++) {
      int shared = Math.min(simd.width(), scalar.width());
      System.arraycopy(rows, column * simd.width(), wide, column * scalar.width(), shared);
    }
    float[] fromScalar = new float[FloatPanels.TOGETHER * scalar.width()];
    scalar.products(wide, columns, vectors, 0, fromScalar);

    for (int v = 0; v < FloatPanels.TOGETHER; v++) {
      for (int r = 0; r < Math.min(simd.width(), scalar.width()); r++) {
        assertThat(fromSimd[v * simd.width() + r]).isEqualTo(fromScalar[v * scalar.width() + r]);
      }
    }
  }
}

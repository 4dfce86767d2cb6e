package dev.bellows.linalg;

import java.util.Arrays;

/** The provider in plain Java; its inner loop is one that the compiler makes vectors of. */
final class ScalarPanelKernels implements PanelKernels {
  private static final int WIDTH = 32;

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public void products(float[] panel, int columns, float[] vectors, int first, float[] products) {
    Arrays.fill(products, 0, FloatPanels.TOGETHER * WIDTH, 0);
    for (int v = 0; v < FloatPanels.TOGETHER; v++) {
      for (int column = 0; column < columns; column++) {
        addScaled(
            vectors[first + v * columns + column], panel, column * WIDTH, products, v * WIDTH);
      }
    }
  }

  private static void addScaled(float scale, float[] x, int xOffset, float[] y, int yOffset) {
    for (int r = 0; r < WIDTH; r++) {
      y[yOffset + r] += scale * x[xOffset + r];
    }
  }
}

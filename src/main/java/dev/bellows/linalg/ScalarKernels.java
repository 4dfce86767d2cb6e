package dev.bellows.linalg;

/** The provider in plain Java: the definition that {@link SimdKernels} is held to. */
final class ScalarKernels implements VectorKernels {

  /** Eight sums, so that eight additions are under way at once instead of one. */
  @Override
  public double dot(double[] x, int xOffset, double[] y, int yOffset, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int full = n & -8;
    for (int i = 0; i < full; i += 8) {
      int a = xOffset + i;
      int b = yOffset + i;
      s0 += x[a] * y[b];
      s1 += x[a + 1] * y[b + 1];
      s2 += x[a + 2] * y[b + 2];
      s3 += x[a + 3] * y[b + 3];
      s4 += x[a + 4] * y[b + 4];
      s5 += x[a + 5] * y[b + 5];
      s6 += x[a + 6] * y[b + 6];
      s7 += x[a + 7] * y[b + 7];
    }
    double sum = ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    for (int i = full; i < n; i++) {
      sum += x[xOffset + i] * y[yOffset + i];
    }
    return sum;
  }

  @Override
  public void addScaled(double scale, double[] x, int xOffset, double[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] += scale * x[xOffset + i];
    }
  }

  @Override
  public void round(double[] x, int xOffset, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = (float) x[xOffset + i];
    }
  }

  @Override
  public void addWidened(float[] x, int xOffset, double[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] += x[xOffset + i];
    }
  }

  @Override
  public double divideAndSquare(double[] x, int offset, double divisor, int n) {
    for (int i = offset; i < offset + n; i++) {
      x[i] /= divisor;
    }
    return dot(x, offset, x, offset, n);
  }

  @Override
  public String describe() {
    return "scalar";
  }
}

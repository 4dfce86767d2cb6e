package dev.bellows.linalg;

/** The provider in plain Java. */
final class ScalarWindowKernels implements WindowKernels {
  @Override
  public void products(
      float[][] inputs,
      int[] at,
      int count,
      float[] tile,
      int stride,
      float[] sums,
      float[] products) {
    for (int j = 0; j < count; j++) {
      for (int t = 0; t < TILE; t++) {
        products[j * TILE + t] = dot(inputs[j], at[j], tile, t * stride, stride);
      }
    }
  }

  private static float dot(float[] x, int a, float[] y, int b, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int i = 0; i < n; i += 4) {
      s0 += x[a + i] * y[b + i];
      s1 += x[a + i + 1] * y[b + i + 1];
      s2 += x[a + i + 2] * y[b + i + 2];
      s3 += x[a + i + 3] * y[b + i + 3];
    }
    return s0 + s1 + (s2 + s3);
  }

  @Override
  public void update(
      float[][] inputs,
      int[] at,
      int count,
      float[][] targets,
      int[] targetsAt,
      int targetCount,
      float[] tile,
      int stride,
      float[] g) {
    for (int j = 0; j < count; j++) {
      for (int t = 0; t < targetCount; t++) {
        addScaled(g[j * TILE + t], inputs[j], at[j], targets[t], targetsAt[t], stride);
      }
      for (int t = 0; t < targetCount; t++) {
        addScaled(g[j * TILE + t], tile, t * stride, inputs[j], at[j], stride);
      }
    }
  }

  private static void addScaled(float scale, float[] x, int a, float[] y, int b, int n) {
    for (int i = 0; i < n; i++) {
      y[b + i] += scale * x[a + i];
    }
  }
}

package dev.bellows.linalg;

import java.util.Arrays;

/** The provider in plain Java. */
final class ScalarWindowKernels implements WindowKernels {
  @Override
  public void products(float[][] inputs, int[] at, int count, float[] work, int stride) {
    int to = WindowKernels.productsAt(stride);
    for (int j = 0; j < count; j++) {
      for (int t = 0; t < TILE; t++) {
        work[to++] = dot(inputs[j], at[j], work, TILE_AT + t * stride, stride);
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
  public double coefficients(
      float[] work, int stride, int inputs, int targets, boolean positive, float rate) {
    double loss = 0;
    int first = WindowKernels.productsAt(stride);
    for (int at = first; at < first + inputs * TILE; at += TILE) {
      if (positive) {
        work[at] = -work[at];
      }
      loss += Sigmoid.scaled(work, at, at + targets, -rate);
      if (positive) {
        work[at] = -work[at];
      }
      Arrays.fill(work, at + targets, at + TILE, 0);
    }
    return loss;
  }

  @Override
  public void update(
      float[][] inputs,
      int[] at,
      int count,
      float[][] targets,
      int[] targetsAt,
      int targetCount,
      float[] work,
      int stride) {
    int g = WindowKernels.productsAt(stride);
    for (int j = 0; j < count; j++, g += TILE) {
      for (int t = 0; t < targetCount; t++) {
        addScaled(work[g + t], inputs[j], at[j], targets[t], targetsAt[t], stride);
      }
      for (int t = 0; t < targetCount; t++) {
        addScaled(work[g + t], work, TILE_AT + t * stride, inputs[j], at[j], stride);
      }
    }
  }

  private static void addScaled(float scale, float[] x, int a, float[] y, int b, int n) {
    for (int i = 0; i < n; i++) {
      y[b + i] += scale * x[a + i];
    }
  }
}

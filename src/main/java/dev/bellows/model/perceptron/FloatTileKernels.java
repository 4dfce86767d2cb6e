package dev.bellows.model.perceptron;

import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.MatrixProducts;
import dev.bellows.linalg.Vectors;
import java.util.Arrays;

/** Tiles in single precision. */
final class FloatTileKernels implements TileKernels<float[]> {

  @Override
  public float[] allocate(int length) {
    return new float[length];
  }

  @Override
  public boolean copies() {
    return true;
  }

  @Override
  public void load(double[] from, int fromAt, float[] to, int at, int n) {
    Vectors.round(from, fromAt, to, at, n);
  }

  @Override
  public void store(float[] from, int at, double[] to, int toAt, int n) {
    for (int i = 0; i < n; i++) {
      to[toAt + i] = from[at + i];
    }
  }

  @Override
  public void addTo(float[] from, int at, double[] to, int toAt, int n) {
    Vectors.addWidened(from, at, to, toAt, n);
  }

  @Override
  public void addProducts(
      int rows, int outputs, int inputs, float[] x, float[] w, int wAt, float[] z) {
    MatrixProducts.timesTransposed(rows, outputs, inputs, x, 0, w, wAt, 1, z, 0);
  }

  @Override
  public void products(
      int rows, int outputs, int inputs, float[] z, float[] w, int wAt, float[] x) {
    MatrixProducts.times(rows, inputs, outputs, z, 0, w, wAt, 0, x, 0);
  }

  @Override
  public void addGradient(
      int rows,
      int outputs,
      int inputs,
      float[] z,
      float[] x,
      float[] room,
      double[] gradient,
      int at) {
    MatrixProducts.transposedTimes(outputs, inputs, rows, z, 0, x, 0, 0, room, 0);
    Vectors.addWidened(room, 0, gradient, at, outputs * inputs);
  }

  @Override
  public void addScaled(double scale, float[] x, int xAt, float[] y, int yAt, int n) {
    float factor = (float) scale;
    for (int i = 0; i < n; i++) {
      y[yAt + i] += factor * x[xAt + i];
    }
  }

  @Override
  public void copy(float[] from, int fromAt, float[] to, int at, int n) {
    System.arraycopy(from, fromAt, to, at, n);
  }

  @Override
  public void clear(float[] values, int at, int n) {
    Arrays.fill(values, at, at + n, 0);
  }

  @Override
  public double get(float[] values, int at) {
    return values[at];
  }

  @Override
  public void set(float[] values, int at, double value) {
    values[at] = (float) value;
  }

  @Override
  public void activate(Activation f, float[] z, float[] values, int n) {
    if (f == Activation.RELU) {
      rectify(z, values, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      double at = z[i];
      double value = f.value(at);
      values[i] = (float) value;
      z[i] = (float) f.slope(at, value);
    }
  }

  /** What the activation says, in a loop that the compiler turns into vector instructions. */
  private static void rectify(float[] z, float[] values, int n) {
    for (int i = 0; i < n; i++) {
      float at = z[i];
      values[i] = at <= 0 ? 0 : at; // not a number stays
      z[i] = at > 0 ? 1 : 0;
    }
  }

  @Override
  public void multiply(float[] factors, float[] values, int n) {
    for (int i = 0; i < n; i++) {
      values[i] *= factors[i];
    }
  }

  @Override
  public void drop(float[] values, float[] slopes, int at, int n, long key, double probability) {
    float scale = (float) (1 / (1 - probability));
    for (int i = 0; i < n; i++) {
      float factor = KeyedRandom.uniform(key, i) < probability ? 0 : scale;
      values[at + i] *= factor;
      slopes[at + i] *= factor;
    }
  }
}

package dev.bellows.model.perceptron;

import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.MatrixProducts;
import dev.bellows.linalg.Vectors;
import java.util.Arrays;

/** Tiles in double precision. */
final class DoubleTileKernels implements TileKernels<double[]> {

  @Override
  public double[] allocate(int length) {
    return new double[length];
  }

  @Override
  public boolean copies() {
    return false;
  }

  @Override
  public void load(double[] from, int fromAt, double[] to, int at, int n) {
    System.arraycopy(from, fromAt, to, at, n);
  }

  @Override
  public void store(double[] from, int at, double[] to, int toAt, int n) {
    System.arraycopy(from, at, to, toAt, n);
  }

  @Override
  public void addTo(double[] from, int at, double[] to, int toAt, int n) {
    Vectors.add(from, at, to, toAt, n);
  }

  @Override
  public void addProducts(
      int rows, int outputs, int inputs, double[] x, double[] w, int wAt, double[] z) {
    MatrixProducts.timesTransposed(rows, outputs, inputs, x, 0, w, wAt, 1, z, 0);
  }

  @Override
  public void products(
      int rows, int outputs, int inputs, double[] z, double[] w, int wAt, double[] x) {
    MatrixProducts.times(rows, inputs, outputs, z, 0, w, wAt, 0, x, 0);
  }

  @Override
  public void addGradient(
      int rows,
      int outputs,
      int inputs,
      double[] z,
      double[] x,
      double[] room,
      double[] gradient,
      int at) {
    MatrixProducts.transposedTimes(outputs, inputs, rows, z, 0, x, 0, 1, gradient, at);
  }

  @Override
  public void addScaled(double scale, double[] x, int xAt, double[] y, int yAt, int n) {
    Vectors.addScaled(scale, x, xAt, y, yAt, n);
  }

  @Override
  public void copy(double[] from, int fromAt, double[] to, int at, int n) {
    System.arraycopy(from, fromAt, to, at, n);
  }

  @Override
  public void clear(double[] values, int at, int n) {
    Arrays.fill(values, at, at + n, 0);
  }

  @Override
  public double get(double[] values, int at) {
    return values[at];
  }

  @Override
  public void set(double[] values, int at, double value) {
    values[at] = value;
  }

  @Override
  public void activate(Activation f, double[] z, double[] values, int n) {
    if (f == Activation.RELU) {
      rectify(z, values, n);
      return;
    }
    for (int i = 0; i < n; i++) {
      double at = z[i];
      values[i] = f.value(at);
      z[i] = f.slope(at, values[i]);
    }
  }

  /** What the activation says, in a loop that the compiler turns into vector instructions. */
  private static void rectify(double[] z, double[] values, int n) {
    for (int i = 0; i < n; i++) {
      double at = z[i];
      values[i] = at <= 0 ? 0 : at; // not a number stays
      z[i] = at > 0 ? 1 : 0;
    }
  }

  @Override
  public void multiply(double[] factors, double[] values, int n) {
    for (int i = 0; i < n; i++) {
      values[i] *= factors[i];
    }
  }

  @Override
  public void drop(double[] values, double[] slopes, int at, int n, long key, double probability) {
    double scale = 1 / (1 - probability);
    for (int i = 0; i < n; i++) {
      double factor = KeyedRandom.uniform(key, i) < probability ? 0 : scale;
      values[at + i] *= factor;
      slopes[at + i] *= factor;
    }
  }
}

package dev.bellows.embed.plane;

import dev.ludovic.netlib.lapack.JavaLAPACK;
import org.netlib.util.intW;

/**
 * The two directions along which points differ most, from the eigenvectors of their covariance by
 * the LAPACK that Spark ships.
 */
final class PrincipalAxes {
  private PrincipalAxes() {}

  /**
   * The points along these directions, counted from their mean.
   *
   * @param points at least one, all of the same dimensions; not changed
   * @return two numbers each, the second 0 where there is one dimension
   */
  static double[][] project(double[][] points) {
    int n = points[0].length;
    double[] mean = mean(points);
    double[] axes = covariance(points, mean); // in place: its eigenvectors, by rising eigenvalue
    double[] work = new double[Math.max(1, 8 * n)];
    intW info = new intW(0);
    JavaLAPACK.getInstance().dsyev("V", "U", n, axes, n, new double[n], work, work.length, info);
    if (info.val != 0) {
      throw new IllegalArgumentException("the points have no principal axes: " + info.val);
    }
    double[][] projected = new double[points.length][2];
    for (int axis = 0; axis < Math.min(2, n); axis++) {
      int start = (n - 1 - axis) * n;
      double sign = sign(axes, start, n);
      for (int p = 0; p < points.length; p++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += (points[p][i] - mean[i]) * axes[start + i];
        }
        projected[p][axis] = sign * sum;
      }
    }
    return projected;
  }

  private static double[] mean(double[][] points) {
    double[] mean = new double[points[0].length];
    for (double[] point : points) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += point[i] / points.length;
      }
    }
    return mean;
  }

  private static double[] covariance(double[][] points, double[] mean) {
    int n = mean.length;
    double[] covariance = new double[Math.multiplyExact(n, n)];
    for (double[] point : points) {
      for (int i = 0; i < n; i++) {
        double di = point[i] - mean[i];
        for (int j = 0; j < n; j++) {
          covariance[i * n + j] += di * (point[j] - mean[j]) / points.length;
        }
      }
    }
    return covariance;
  }

  /** An axis may point either way; ours has its largest part positive. */
  private static double sign(double[] axes, int start, int n) {
    double largest = 0;
    for (int i = start; i < start + n; i++) {
      if (Math.abs(axes[i]) > Math.abs(largest)) {
        largest = axes[i];
      }
    }
    return largest < 0 ? -1 : 1;
  }
}

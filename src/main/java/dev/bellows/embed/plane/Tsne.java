package dev.bellows.embed.plane;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * t-SNE in the plane: points whose neighbours are, as far as the plane allows, the neighbours in
 * the space they come from. Exact, with all pairs, so for some thousand points at most; and without
 * any randomness, since it begins at given points. Each point adds up its own forces, so the bits
 * don't depend on the number of threads.
 *
 * <p>Source: van der Maaten and Hinton (2008), "Visualizing Data using t-SNE"; begun at the
 * principal axes, with the rate of learning that Belkina et al. (2019) found and scikit-learn took
 * over.
 */
final class Tsne {
  private static final double PERPLEXITY = 30; // neighbours that count, about
  private static final int ITERATIONS = 1000;

  /** At first neighbours attract each other so many times more, so that clusters find together. */
  private static final double EXAGGERATION = 12;

  private static final int EXAGGERATED = 250; // iterations
  private static final double FIRST_MOMENTUM = 0.5;
  private static final double MOMENTUM = 0.8;
  private static final double SMALLEST_RATE = 50;
  private static final double SMALLEST_GAIN = 0.01;
  private static final double START_DEVIATION = 1e-4;

  private static final int BISECTIONS = 64;
  private static final double TINY = 1e-12;

  private final double[][] affinities;
  private final double rate;

  /**
   * Prepares the forces.
   *
   * @param squaredDistances between all points, which are at least four; not changed
   */
  Tsne(double[][] squaredDistances) {
    int n = squaredDistances.length;
    double perplexity = Math.min(PERPLEXITY, (n - 1) / 3.0);
    double[][] conditional =
        IntStream.range(0, n)
            .parallel()
            .mapToObj(i -> conditional(squaredDistances[i], i, perplexity))
            .toArray(double[][]::new);
    affinities = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        affinities[i][j] = Math.max((conditional[i][j] + conditional[j][i]) / (2.0 * n), TINY);
      }
    }
    rate = Math.max(n / EXAGGERATION / 4, SMALLEST_RATE);
  }

  /** The weights of the neighbours of a point: a bell as wide as the perplexity wants it. */
  private static double[] conditional(double[] squared, int self, double perplexity) {
    double nearest =
        IntStream.range(0, squared.length)
            .filter(j -> j != self)
            .mapToDouble(j -> squared[j])
            .min()
            .orElse(0);
    double[] weights = new double[squared.length];
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double precision = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double sum = 0;
      double weighted = 0;
      for (int j = 0; j < squared.length; j++) {
        double distance = squared[j] - nearest; // the nearest has weight 1 however narrow the bell
        weights[j] = j == self ? 0 : Math.exp(-precision * distance);
        sum += weights[j];
        weighted += weights[j] * distance;
      }
      double entropy = Math.log(sum) + precision * weighted / sum;
      for (int j = 0; j < weights.length; j++) {
        weights[j] /= sum;
      }
      if (entropy > Math.log(perplexity)) {
        low = precision;
        precision = high == Double.POSITIVE_INFINITY ? 2 * precision : (low + high) / 2;
      } else {
        high = precision;
        precision = (low + high) / 2;
      }
    }
    return weights;
  }

  /**
   * Moves points until they fit.
   *
   * @param start two numbers each, of which only the pattern counts; not changed
   * @return two numbers each, around 0
   */
  double[][] lay(double[][] start) {
    int n = affinities.length;
    double[] x = scaled(start, 0);
    double[] y = scaled(start, 1);
    Axis horizontal = new Axis(x);
    Axis vertical = new Axis(y);
    double[][] forces = new double[n][];
    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
      double exaggeration = iteration < EXAGGERATED ? EXAGGERATION : 1;
      double momentum = iteration < EXAGGERATED ? FIRST_MOMENTUM : MOMENTUM;
      IntStream.range(0, n).parallel().forEach(i -> forces[i] = forces(i, x, y));
      double all = 0;
      for (double[] force : forces) {
        all += force[4];
      }
      for (int i = 0; i < n; i++) {
        double[] f = forces[i];
        horizontal.move(i, 4 * (exaggeration * f[0] - f[2] / all), momentum);
        vertical.move(i, 4 * (exaggeration * f[1] - f[3] / all), momentum);
      }
      centre(x);
      centre(y);
    }
    double[][] points = new double[n][];
    Arrays.setAll(points, i -> new double[] {x[i], y[i]});
    return points;
  }

  /** Attraction in x and y, repulsion in x and y, and the sum of closenesses. */
  private double[] forces(int i, double[] x, double[] y) {
    double[] affinity = affinities[i];
    double pullX = 0;
    double pullY = 0;
    double pushX = 0;
    double pushY = 0;
    double sum = 0;
    for (int j = 0; j < x.length; j++) {
      double dx = x[i] - x[j];
      double dy = y[i] - y[j];
      double close = j == i ? 0 : 1 / (1 + dx * dx + dy * dy);
      double pull = affinity[j] * close;
      double push = close * close;
      pullX += pull * dx;
      pullY += pull * dy;
      pushX += push * dx;
      pushY += push * dy;
      sum += close;
    }
    return new double[] {pullX, pullY, pushX, pushY, sum};
  }

  /** One coordinate of all points and how it moves: momentum, and a gain for each point. */
  private final class Axis {
    private final double[] at;
    private final double[] speed;
    private final double[] gain;

    Axis(double[] at) {
      this.at = at;
      speed = new double[at.length];
      gain = new double[at.length];
      Arrays.fill(gain, 1);
    }

    void move(int i, double gradient, double momentum) {
      boolean onward = gradient * speed[i] < 0;
      gain[i] = Math.max(onward ? gain[i] + 0.2 : gain[i] * 0.8, SMALLEST_GAIN);
      speed[i] = momentum * speed[i] - rate * gain[i] * gradient;
      at[i] += speed[i];
    }
  }

  private static void centre(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    for (int i = 0; i < values.length; i++) {
      values[i] -= mean;
    }
  }

  /** One coordinate, by the deviation of the first. */
  private static double[] scaled(double[][] start, int coordinate) {
    double squares = Arrays.stream(start).mapToDouble(p -> p[0] * p[0]).sum();
    double deviation = Math.sqrt(squares / start.length);
    double scale = deviation > 0 ? START_DEVIATION / deviation : 1;
    return Arrays.stream(start).mapToDouble(p -> p[coordinate] * scale).toArray();
  }
}

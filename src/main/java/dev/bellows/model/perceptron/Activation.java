package dev.bellows.model.perceptron;

import dev.bellows.linalg.ErrorFunction;

/** What the units of hidden layers make of their input {@code z}. All slopes are exact. */
public enum Activation {
  /** {@code max(z, 0)}; its slope at 0 is 0, as in PyTorch. */
  RELU {
    @Override
    double value(double z) {
      return z > 0 || Double.isNaN(z) ? z : 0;
    }

    @Override
    double slope(double z, double value) {
      return z > 0 ? 1 : 0;
    }
  },

  /** The hyperbolic tangent. */
  TANH {
    @Override
    double value(double z) {
      double size = Math.abs(z);
      if (size < SMALL) {
        // The Taylor series: below, the difference would leave few digits.
        double s = z * z;
        return z * (1 + s * (-1 / 3.0 + s * (2 / 15.0 + s * (-17 / 315.0 + s * 62 / 2835.0))));
      }
      double power = Math.exp(-2 * size);
      return Math.copySign((1 - power) / (1 + power), z);
    }

    @Override
    double slope(double z, double value) {
      return (1 - value) * (1 + value);
    }
  },

  /** The logistic function {@code 1 / (1 + e^−z)}. */
  SIGMOID {
    @Override
    double value(double z) {
      double power = Math.exp(-Math.abs(z));
      return (z >= 0 ? 1 : power) / (1 + power);
    }

    @Override
    double slope(double z, double value) {
      return value * (1 - value);
    }
  },

  /**
   * {@code z·Φ(z)} with the normal distribution's Φ (Hendrycks and Gimpel, "Gaussian error linear
   * units", 2016): exactly, by the error function, as PyTorch's default is; not the approximation
   * by a tangent.
   */
  GELU {
    @Override
    double value(double z) {
      return z * probability(z);
    }

    @Override
    double slope(double z, double value) {
      return probability(z) + z * DENSITY * Math.exp(-z * z / 2);
    }

    private double probability(double z) {
      return (1 + ErrorFunction.erf(z * ROOT_HALF)) / 2;
    }
  };

  private static final double SMALL = 0.04;
  private static final double ROOT_HALF = Math.sqrt(0.5);
  private static final double DENSITY = 1 / Math.sqrt(2 * Math.PI);

  /** The unit's output. */
  abstract double value(double z);

  /**
   * The slope of the output.
   *
   * @param value the output at {@code z}
   */
  abstract double slope(double z, double value);
}

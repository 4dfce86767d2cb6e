package dev.bellows.model;

/**
 * What a regression makes small: a function of the error {@code e}, prediction less label, of one
 * row.
 */
public sealed interface RegressionLoss extends OutputLoss {
  /** {@link Squared}. */
  RegressionLoss SQUARED = new Squared();

  /** {@link Absolute}. */
  RegressionLoss ABSOLUTE = new Absolute();

  /** {@link Huber} with that δ. */
  static RegressionLoss huber(double delta) {
    return new Huber(delta);
  }

  /** The loss of an error. */
  double loss(double error);

  /** Its derivative. */
  double slope(double error);

  @Override
  default double loss(double[] outputs, int at, double label) {
    return loss(outputs[at] - label);
  }

  @Override
  default double lossAndSlopes(double[] outputs, int at, double label) {
    double error = outputs[at] - label;
    outputs[at] = slope(error);
    return loss(error);
  }

  /** Half the squared error, {@code ½e²}: its optimum is the conditional mean. */
  record Squared() implements RegressionLoss {
    @Override
    public double loss(double error) {
      return error * error / 2;
    }

    @Override
    public double slope(double error) {
      return error;
    }
  }

  /**
   * Huber's loss ("Robust estimation of a location parameter", 1964) as PyTorch's {@code
   * huber_loss} has it: {@code ½e²} up to {@code |e| = δ}, from there on the straight line {@code
   * δ(|e| − ½δ)}, so that an outlier pulls no harder than δ.
   *
   * @param delta δ, in the unit of the label, greater than 0
   */
  record Huber(double delta) implements RegressionLoss {
    /** Checks δ. */
    public Huber {
      if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "delta = %s; it takes a number greater than 0".formatted(delta));
      }
    }

    @Override
    public double loss(double error) {
      double size = Math.abs(error);
      return size <= delta ? error * error / 2 : delta * (size - delta / 2);
    }

    @Override
    public double slope(double error) {
      return Math.max(-delta, Math.min(delta, error));
    }
  }

  /**
   * The absolute error, {@code |e|}: its optimum is the conditional median. It has no slope at 0,
   * where 0 is taken, as PyTorch does.
   */
  record Absolute() implements RegressionLoss {
    @Override
    public double loss(double error) {
      return Math.abs(error);
    }

    @Override
    public double slope(double error) {
      return Math.signum(error);
    }
  }
}

package dev.bellows.model.perceptron;

/** The loss of a network's outputs for one row, and its slopes. */
enum OutputLoss {
  /**
   * The cross-entropy of the softmax of the outputs z with a class y: {@code ln Σ e^zᵢ − z_y}, made
   * with the largest output taken off, so that it overflows for none. Slopes: softmax − 1{y}.
   */
  SOFTMAX_CROSS_ENTROPY {
    @Override
    double lossAndSlopes(double[] outputs, int at, int count, double label) {
      int of = classOf(label, count);
      double own = outputs[at + of];
      double largest = largest(outputs, at, count);
      double sum = exponentials(outputs, at, count, largest);
      for (int i = at; i < at + count; i++) {
        outputs[i] /= sum;
      }
      outputs[at + of] -= 1;
      return Math.log(sum) + (largest - own);
    }
  },

  /** Half the squared error {@code ½ Σ (z − y)²}; a row has one label. */
  HALF_SQUARED_ERROR {
    @Override
    double lossAndSlopes(double[] outputs, int at, int count, double label) {
      double loss = 0;
      for (int i = at; i < at + count; i++) {
        outputs[i] -= label;
        loss += outputs[i] * outputs[i] / 2;
      }
      return loss;
    }
  };

  /**
   * The loss of a row. Its outputs are overwritten by its slopes.
   *
   * @param outputs of the row, from {@code at} on
   * @throws IllegalArgumentException if the label is none of the classes
   */
  abstract double lossAndSlopes(double[] outputs, int at, int count, double label);

  /** The softmax of some outputs. */
  static void softmax(double[] outputs, int at, int count, double[] probabilities) {
    System.arraycopy(outputs, at, probabilities, 0, count);
    double sum = exponentials(probabilities, 0, count, largest(outputs, at, count));
    for (int i = 0; i < count; i++) {
      probabilities[i] /= sum;
    }
  }

  private static double largest(double[] values, int at, int count) {
    double largest = values[at];
    for (int i = at + 1; i < at + count; i++) {
      largest = Math.max(largest, values[i]);
    }
    return largest;
  }

  /** Replaces values by their exponentials, with {@code shift} taken off, and returns the sum. */
  private static double exponentials(double[] values, int at, int count, double shift) {
    double sum = 0;
    for (int i = at; i < at + count; i++) {
      values[i] = Math.exp(values[i] - shift);
      sum += values[i];
    }
    return sum;
  }

  private static int classOf(double label, int classes) {
    int of = (int) label;
    if (of != label || of < 0 || of >= classes) {
      throw new IllegalArgumentException(
          "label %s is no class; they are 0 to %d".formatted(label, classes - 1));
    }
    return of;
  }
}

package dev.bellows.model;

/**
 * The cross-entropy of any number of classes, with one output (logit) for each: {@code ln Σ e^(zₖ)
 * − z_y} for logits {@code z} and a label {@code y}. The largest logit is taken out of the sum, so
 * it overflows for no logits, and a loss near zero keeps its digits. As in {@link
 * SigmoidCrossEntropy} the functions are those of {@link StrictMath}.
 *
 * @param classes at least 2
 */
public record SoftmaxLoss(int classes) implements OutputLoss {

  /** Checks the number of classes. */
  public SoftmaxLoss {
    if (classes < 2) {
      throw new IllegalArgumentException("%d classes; it takes 2 or more".formatted(classes));
    }
  }

  @Override
  public double loss(double[] outputs, int at, double label) {
    int chosen = at + ClassNumbers.of(label, classes);
    int top = largest(outputs, at, classes);
    double others = 0;
    for (int c = at; c < at + classes; c++) {
      others += c == top ? 0 : StrictMath.exp(outputs[c] - outputs[top]);
    }
    return StrictMath.log1p(others) + (outputs[top] - outputs[chosen]);
  }

  @Override
  public double lossAndSlopes(double[] outputs, int at, double label) {
    int chosen = at + ClassNumbers.of(label, classes);
    int top = largest(outputs, at, classes);
    double behind = outputs[top] - outputs[chosen];
    double others = probabilities(outputs, at, classes, top, outputs, at);
    outputs[chosen] -= 1;
    return StrictMath.log1p(others) + behind;
  }

  /**
   * The probabilities {@code e^(zₖ) / Σ e^(zⱼ)} of logits; the two arrays may be one.
   *
   * @param outputs holds the logits from {@code at} on
   * @param probabilities takes {@code classes} numbers from {@code to} on
   */
  public static void probabilities(
      double[] outputs, int at, int classes, double[] probabilities, int to) {
    probabilities(outputs, at, classes, largest(outputs, at, classes), probabilities, to);
  }

  /** Returns the sum of {@code e^(zₖ − z_top)} over the others. */
  private static double probabilities(
      double[] outputs, int at, int classes, int top, double[] probabilities, int to) {
    double most = outputs[top];
    double others = 0;
    for (int c = 0; c < classes; c++) {
      double part = StrictMath.exp(outputs[at + c] - most);
      others += at + c == top ? 0 : part;
      probabilities[to + c] = part;
    }
    for (int c = to; c < to + classes; c++) {
      probabilities[c] /= 1 + others;
    }
    return others;
  }

  /** The index of the largest logit, of equal ones the first. */
  static int largest(double[] outputs, int at, int classes) {
    int top = at;
    for (int c = at + 1; c < at + classes; c++) {
      if (outputs[c] > outputs[top]) {
        top = c;
      }
    }
    return top;
  }
}

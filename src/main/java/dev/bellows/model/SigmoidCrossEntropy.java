package dev.bellows.model;

/**
 * The loss of telling ones from zeros: for a logit {@code x} and a label {@code y} it is {@code −y
 * ln σ(x) − (1−y) ln(1−σ(x)) = max(x, 0) − xy + ln(1 + e^−|x|)}, which overflows for no logit; its
 * slope is {@code σ(x) − y}. The functions are those of {@link StrictMath}, so the bits are the
 * same on every machine.
 */
public final class SigmoidCrossEntropy {
  private SigmoidCrossEntropy() {}

  /** The loss of one logit. */
  public static double loss(double logit, double label) {
    return loss(logit, label, tail(logit));
  }

  /**
   * The mean loss of logits, leaving out the padding (the books' masked form; "Dive into Deep
   * Learning" has it in its section on pretraining word2vec).
   *
   * @param logits any number of them
   * @param labels one for each logit, from 0 to 1
   * @param mask one for each logit, 0 or more: what it counts for; 0 for padding
   * @return not a number where the mask is zero throughout
   * @throws IllegalArgumentException where the lengths differ
   */
  public static double maskedMean(double[] logits, double[] labels, double[] mask) {
    if (labels.length != logits.length || mask.length != logits.length) {
      throw new IllegalArgumentException(
          "%d logits, %d labels and a mask of %d"
              .formatted(logits.length, labels.length, mask.length));
    }
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < logits.length; i++) {
      if (mask[i] != 0) {
        sum += mask[i] * loss(logits[i], labels[i]);
        weight += mask[i];
      }
    }
    return sum / weight;
  }

  /** The mean loss of the first {@code count} logits, of which {@code ones} have label 1. */
  static double mean(double[] logits, int ones, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += loss(logits[i], i < ones ? 1 : 0);
    }
    return sum / count;
  }

  /**
   * The mean loss of the first {@code count} logits, which become its slopes.
   *
   * @param logits in: the logits, the first {@code ones} of which have label 1 and the others 0;
   *     out: the slopes of the mean, logit by logit
   */
  static double meanAndSlopes(double[] logits, int ones, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += lossAndSlope(logits, i, i < ones ? 1 : 0);
      logits[i] /= count;
    }
    return sum / count;
  }

  /** The loss of one logit, which becomes its slope. */
  static double lossAndSlope(double[] logits, int at, double label) {
    double x = logits[at];
    double tail = tail(x);
    logits[at] = sigmoid(x, tail) - label;
    return loss(x, label, tail);
  }

  /** {@code σ(x) = 1 / (1 + e⁻ˣ)}. */
  static double sigmoid(double logit) {
    return sigmoid(logit, tail(logit));
  }

  private static double sigmoid(double logit, double tail) {
    return (logit < 0 ? tail : 1) / (1 + tail);
  }

  /** {@code e^−|x|}, of which the loss and the sigmoid are made. */
  private static double tail(double logit) {
    return StrictMath.exp(-Math.abs(logit));
  }

  private static double loss(double logit, double label, double tail) {
    return Math.max(logit, 0) - logit * label + StrictMath.log1p(tail);
  }
}

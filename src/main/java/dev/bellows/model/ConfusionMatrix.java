package dev.bellows.model;

import java.util.Arrays;

/**
 * How often rows of each class were taken for each class, weights counted: in row {@code i} and
 * column {@code j} what has the label {@code i} and the prediction {@code j}. Precision, recall and
 * F1 are those of scikit-learn, 0 where they would be 0/0.
 *
 * @param classes at least 2
 * @param counts row-major, classes × classes numbers of 0 or more
 */
public record ConfusionMatrix(int classes, double[] counts) {

  /** Checks the size. */
  public ConfusionMatrix {
    if (classes < 2 || counts.length != Math.multiplyExact(classes, classes)) {
      throw new IllegalArgumentException(
          "%d counts of %d classes".formatted(counts.length, classes));
    }
  }

  /** Of sums that have it from {@code from} on. */
  ConfusionMatrix(int classes, double[] sums, int from) {
    this(classes, Arrays.copyOfRange(sums, from, from + classes * classes));
  }

  /** What has that label and that prediction. */
  public double count(int label, int predicted) {
    return counts[label * classes + predicted];
  }

  /** All that has that label. */
  public double labelled(int label) {
    return Arrays.stream(counts, label * classes, (label + 1) * classes).sum();
  }

  /** All that was taken for that class. */
  public double predicted(int predicted) {
    double sum = 0;
    for (int label = 0; label < classes; label++) {
      sum += count(label, predicted);
    }
    return sum;
  }

  /** The part of all that was taken for what it is. */
  public double accuracy() {
    double right = 0;
    for (int c = 0; c < classes; c++) {
      right += count(c, c);
    }
    return part(right, Arrays.stream(counts).sum());
  }

  /** Of what was taken for this class, the part that is of it. */
  public double precision(int c) {
    return part(count(c, c), predicted(c));
  }

  /** Of what is of this class, the part that was taken for it. */
  public double recall(int c) {
    return part(count(c, c), labelled(c));
  }

  /** The harmonic mean of precision and recall. */
  public double f1(int c) {
    return part(2 * count(c, c), predicted(c) + labelled(c));
  }

  /** The mean F1 of all classes, each counting alike. */
  public double macroF1() {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += f1(c);
    }
    return sum / classes;
  }

  private static double part(double of, double all) {
    return all == 0 ? 0 : of / all;
  }
}

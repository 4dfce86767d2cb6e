package dev.bellows.linalg;

import java.io.Serializable;

/**
 * Standardisation fitted on training rows: a value {@code x} of column {@code c} becomes {@code (x
 * − mean[c]) / deviation[c]}. The deviation is the population's (divided by n, not n − 1), as the
 * books have it. It is saved with a model, so that the model can be used on raw rows.
 *
 * @param featureMeans the mean of each feature
 * @param featureDeviations the deviation of each feature, greater than 0
 * @param labelMean the mean of the label
 * @param labelDeviation the deviation of the label, greater than 0
 */
public record ColumnScaling(
    double[] featureMeans, double[] featureDeviations, double labelMean, double labelDeviation)
    implements Serializable {

  /** Checks that there are as many deviations as means. */
  public ColumnScaling {
    if (featureMeans.length != featureDeviations.length) {
      throw new IllegalArgumentException(
          "%d means and %d deviations".formatted(featureMeans.length, featureDeviations.length));
    }
  }

  /** The number of features. */
  public int columns() {
    return featureMeans.length;
  }

  /** Standardises one row of features in place, from {@code offset} on. */
  public void applyToFeatures(double[] values, int offset) {
    for (int c = 0; c < featureMeans.length; c++) {
      values[offset + c] = (values[offset + c] - featureMeans[c]) / featureDeviations[c];
    }
  }

  /** The standardised label. */
  public double applyToLabel(double label) {
    return (label - labelMean) / labelDeviation;
  }

  /** A prediction for a standardised label, back in the label's own unit. */
  public double restoreLabel(double standardised) {
    return standardised * labelDeviation + labelMean;
  }
}

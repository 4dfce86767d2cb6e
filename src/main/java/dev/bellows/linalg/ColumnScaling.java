package dev.bellows.linalg;

import java.io.Serializable;
import java.util.Arrays;

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

  /** Divides every feature by one number, greater than 0, and leaves labels as they are. */
  public static ColumnScaling dividing(int columns, double by) {
    double[] deviations = new double[columns];
    Arrays.fill(deviations, by);
    return new ColumnScaling(new double[columns], deviations, 0, 1);
  }

  /** The same scaling of the features, and none of labels, as classes have it. */
  public ColumnScaling withoutLabel() {
    return new ColumnScaling(featureMeans, featureDeviations, 0, 1);
  }

  /** Whether zeros stay zeros, so that sparse rows may stay sparse. */
  public boolean keepsZeros() {
    return Arrays.stream(featureMeans).allMatch(mean -> mean == 0);
  }

  /** Standardises stored features in place, where zeros stay zeros and need not be stored. */
  public void applyToStored(int[] indices, double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= featureDeviations[indices[i]];
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

package dev.bellows.linalg;

/**
 * Feature rows with their labels.
 *
 * @param features the feature rows
 * @param labels one label a row
 * @param weights how much each row counts, 0 or more; empty where every row counts 1
 */
public record LabelledRows(Rows features, double[] labels, double[] weights) implements Labelled {
  private static final double[] NONE = new double[0];

  /** Checks that there is a label for each row, and a weight for each or for none. */
  public LabelledRows {
    boolean weighted = weights.length > 0;
    if (features.count() != labels.length || weighted && weights.length != labels.length) {
      throw new IllegalArgumentException(
          "%d rows have %d labels%s"
              .formatted(
                  features.count(),
                  labels.length,
                  weighted ? " and " + weights.length + " weights" : ""));
    }
  }

  /** Rows that all count 1. */
  public LabelledRows(Rows features, double[] labels) {
    this(features, labels, NONE);
  }

  @Override
  public int count() {
    return labels.length;
  }

  /** How much a row counts. */
  @Override
  public double weight(int row) {
    return weights.length == 0 ? 1 : weights[row];
  }
}

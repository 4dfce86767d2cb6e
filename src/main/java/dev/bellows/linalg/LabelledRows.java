package dev.bellows.linalg;

/**
 * Feature rows with their labels.
 *
 * @param features the feature rows
 * @param labels one label a row
 */
public record LabelledRows(Rows features, double[] labels) implements Examples {

  /** Checks that there is a label for each row. */
  public LabelledRows {
    if (features.count() != labels.length) {
      throw new IllegalArgumentException(
          "%d rows have %d labels".formatted(features.count(), labels.length));
    }
  }

  @Override
  public int count() {
    return labels.length;
  }
}

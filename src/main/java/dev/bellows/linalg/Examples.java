package dev.bellows.linalg;

import java.io.Serializable;

/**
 * Feature rows with their labels: the piece of data that an objective is asked about.
 *
 * @param features the feature rows
 * @param labels one label a row
 */
public record Examples(Rows features, double[] labels) implements Serializable {

  /** Checks that there is a label for each row. */
  public Examples {
    if (features.count() != labels.length) {
      throw new IllegalArgumentException(
          "%d rows have %d labels".formatted(features.count(), labels.length));
    }
  }

  /** The number of rows. */
  public int count() {
    return labels.length;
  }
}

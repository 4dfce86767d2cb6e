package dev.bellows.linalg;

/**
 * Rows in compressed form (CSR): only the stored elements, row after row.
 *
 * @param starts {@code count + 1} positions: row {@code r} is stored in {@code starts[r]} to {@code
 *     starts[r + 1] - 1}
 * @param indices the feature number of each stored element, ascending within a row
 * @param values the stored elements
 * @param columns the number of features of a row, at least 1
 */
public record SparseRows(int[] starts, int[] indices, double[] values, int columns)
    implements Rows {

  /** Checks that the three arrays fit together. */
  public SparseRows {
    if (columns < 1
        || starts.length < 1
        || indices.length != values.length
        || starts[starts.length - 1] != values.length) {
      throw new IllegalArgumentException(
          "%d row starts, %d indices and %d values do not make sparse rows of %d columns"
              .formatted(starts.length, indices.length, values.length, columns));
    }
  }

  @Override
  public int count() {
    return starts.length - 1;
  }

  @Override
  public double dot(int row, double[] weights, int offset) {
    double sum = 0;
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      sum += values[i] * weights[offset + indices[i]];
    }
    return sum;
  }

  @Override
  public void addScaled(int row, double scale, double[] target, int offset) {
    for (int i = starts[row]; i < starts[row + 1]; i++) {
      target[offset + indices[i]] += scale * values[i];
    }
  }
}

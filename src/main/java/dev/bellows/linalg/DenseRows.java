package dev.bellows.linalg;

/**
 * Rows with every element stored, row-major.
 *
 * @param values {@code count * columns} elements
 * @param columns the number of features of a row, at least 1
 */
public record DenseRows(double[] values, int columns) implements Rows {

  /** Checks that the array is made of whole rows. */
  public DenseRows {
    if (columns < 1 || values.length % columns != 0) {
      throw new IllegalArgumentException(
          "%d values are not whole rows of %d columns".formatted(values.length, columns));
    }
  }

  @Override
  public int count() {
    return values.length / columns;
  }

  @Override
  public double dot(int row, double[] weights, int offset) {
    return Vectors.dot(values, row * columns, weights, offset, columns);
  }

  @Override
  public void addScaled(int row, double scale, double[] target, int offset) {
    Vectors.addScaled(scale, values, row * columns, target, offset, columns);
  }
}

package dev.bellows.linalg;

/**
 * All elements of a vector, in an array that is not copied.
 *
 * @param values the elements; none: nothing, which is not even zeros
 */
public record DenseVector(double[] values) implements Vector {
  /** The vector without elements. */
  public static final DenseVector NOTHING = new DenseVector(new double[0]);

  @Override
  public int length() {
    return values.length;
  }

  @Override
  public double get(int index) {
    return values[index];
  }

  @Override
  public boolean isNothing() {
    return values.length == 0;
  }

  @Override
  public double[] toArray() {
    return values;
  }
}

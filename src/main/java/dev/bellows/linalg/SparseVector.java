package dev.bellows.linalg;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Some elements of a vector; all others are (positive) zeros. Sums and norms have the bits that
 * they have where all elements are stored.
 *
 * @param length the number of elements, zeros included, at least 1
 * @param indices the numbers of the elements that are stored, ascending and without doubles
 * @param values these elements, which may be zeros too
 */
public record SparseVector(int length, int[] indices, double[] values) implements Vector {
  private static final int LANES = 8; // of Vectors.dot
  private static final int MANY = 1 << 15; // elements worth more than one thread

  /** Checks the sizes. */
  public SparseVector {
    if (indices.length != values.length
        || indices.length > 0 && (indices[0] < 0 || indices[indices.length - 1] >= length)) {
      throw new IllegalArgumentException(
          "%d numbers and %d values do not make a vector of %d elements"
              .formatted(indices.length, values.length, length));
    }
  }

  /** The number of stored elements. */
  public int count() {
    return indices.length;
  }

  /** Whether so many stored elements of so many cost more than if all were. */
  public static boolean isWide(long count, int length) {
    return count > length / 2;
  }

  @Override
  public double get(int index) {
    int at = Arrays.binarySearch(indices, index);
    return at >= 0 ? values[at] : 0;
  }

  @Override
  public boolean isNothing() {
    return false;
  }

  @Override
  public double[] toArray() {
    double[] array = new double[length];
    scatter(array, 0);
    return array;
  }

  /** Writes the stored elements into their places, from an offset on. */
  public void scatter(double[] array, int offset) {
    for (int k = 0; k < indices.length; k++) {
      array[offset + indices[k]] = values[k];
    }
  }

  /** How many stored elements stand before element {@code index}. */
  public int countBefore(int index) {
    int at = Arrays.binarySearch(indices, index);
    return at >= 0 ? at : -at - 1;
  }

  /** The stored elements {@code from} to {@code to - 1} of a part that begins at an offset. */
  public SparseVector part(int from, int to, int offset, int partLength) {
    int[] moved = Arrays.copyOfRange(indices, from, to);
    for (int k = 0; k < moved.length; k++) {
      moved[k] -= offset;
    }
    return new SparseVector(partLength, moved, Arrays.copyOfRange(values, from, to));
  }

  /** The sum, a new vector. */
  public SparseVector plus(SparseVector other) {
    int[] left = indices;
    int[] right = other.indices;
    int[] found = new int[left.length + right.length - inBoth(left, right)];
    double[] sums = new double[found.length];
    int l = 0;
    int r = 0;
    int n = 0;
    for (; l < left.length && r < right.length; n++) {
      int a = left[l];
      int b = right[r];
      // Which comes first nobody can guess, so there is no branch. Where one side has no element,
      // zero is added, as in an array: it makes a positive zero of a negative one.
      found[n] = Math.min(a, b);
      sums[n] =
          valueUnless(isBehind(a, b), values[l]) + valueUnless(isBehind(b, a), other.values[r]);
      l += 1 - isBehind(a, b);
      r += 1 - isBehind(b, a);
    }
    for (; l < left.length; l++, n++) {
      found[n] = left[l];
      sums[n] = values[l] + 0.0;
    }
    for (; r < right.length; r++, n++) {
      found[n] = right[r];
      sums[n] = other.values[r] + 0.0;
    }
    return new SparseVector(length, found, sums);
  }

  private static int inBoth(int[] left, int[] right) {
    int both = 0;
    int l = 0;
    int r = 0;
    while (l < left.length && r < right.length) {
      int behind = isBehind(left[l], right[r]);
      int before = isBehind(right[r], left[l]);
      both += 1 - behind - before;
      l += 1 - behind;
      r += 1 - before;
    }
    return both;
  }

  /** 1 where {@code a} is greater than {@code b}, else 0; of numbers that are not negative. */
  private static int isBehind(int a, int b) {
    return b - a >>> Integer.SIZE - 1;
  }

  /** The value where {@code behind} is 0, and zero where it is 1. */
  private static double valueUnless(int behind, double value) {
    return Double.longBitsToDouble(Double.doubleToRawLongBits(value) & behind - 1L);
  }

  /** {@code array ← array + this} for {@code length()} elements from the offset on. */
  public void addTo(double[] array, int offset) {
    int k = 0;
    for (int i = 0; i < length; i++) {
      boolean here = k < indices.length && indices[k] == i;
      array[offset + i] += here ? values[k] : 0.0; // a zero makes a difference to a negative one
      k += here ? 1 : 0;
    }
  }

  /** Rounds the elements before {@code end} to single precision. */
  public void roundToSingle(int end) {
    Vectors.roundToSingle(values, 0, countBefore(end));
  }

  /**
   * Divides the first {@code n} elements of the vector.
   *
   * @return the Euclidean norm of the quotients, {@link Vectors#divideAndNorm} bit for bit
   */
  public double divideAndNorm(double divisor, int n) {
    int count = countBefore(n);
    double[] squares = new double[Slices.count(n)]; // by slice, and then added in order
    IntStream slices = IntStream.range(0, squares.length);
    (count > MANY ? slices.parallel() : slices)
        .forEach(
            slice -> {
              int begin = slice * Slices.LENGTH;
              int end = Math.min(n, begin + Slices.LENGTH);
              int from = countBefore(begin);
              int to = countBefore(end);
              for (int k = from; k < to; k++) {
                values[k] /= divisor;
              }
              squares[slice] = sumOfSquares(from, to, begin, end);
            });
    double sum = 0;
    for (double part : squares) {
      sum += part;
    }
    return Math.sqrt(sum);
  }

  /** The sum of the squares of the elements {@code begin} to {@code end - 1}. */
  public double sumOfSquares(int begin, int end) {
    return sumOfSquares(countBefore(begin), countBefore(end), begin, end);
  }

  /** In the order of {@link Vectors#dot}: eight sums, and behind them the elements left over. */
  private double sumOfSquares(int from, int to, int begin, int end) {
    double[] s = new double[LANES];
    int full = begin + (end - begin & -LANES);
    int k = from;
    for (; k < to && indices[k] < full; k++) {
      s[indices[k] - begin & LANES - 1] += values[k] * values[k];
    }
    double sum = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    for (; k < to; k++) {
      sum += values[k] * values[k];
    }
    return sum;
  }
}

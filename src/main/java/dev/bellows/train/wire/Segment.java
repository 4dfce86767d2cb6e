package dev.bellows.train.wire;

import dev.bellows.linalg.SparseVector;

/**
 * A chunk of a sum: all its elements, in place, or some of them in a list.
 *
 * @param array where it stands
 * @param offset its first element there
 * @param pooled whether the array is a chunk's own, to be given back when it is needed no more
 * @param listed the elements that are not zeros, counted from the chunk's first; null where all are
 *     in the array
 */
record Segment(double[] array, int offset, boolean pooled, SparseVector listed) {
  private static final double[] NO_ARRAY = new double[0];

  /** A chunk of zeros. */
  static final Segment ZEROS = new Segment(NO_ARRAY, 0, false);

  /** A chunk of which all elements are there. */
  Segment(double[] array, int offset, boolean pooled) {
    this(array, offset, pooled, null);
  }

  /** A chunk of which some elements are there. */
  Segment(SparseVector listed) {
    this(NO_ARRAY, 0, false, listed);
  }

  boolean isZeros() {
    return this == ZEROS;
  }

  boolean isListed() {
    return listed != null;
  }
}

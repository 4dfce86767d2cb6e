package dev.bellows.train.wire;

/**
 * A chunk of a sum, in place.
 *
 * @param array where it stands
 * @param offset its first element there
 * @param pooled whether the array is a chunk's own, to be given back when it is needed no more
 */
record Segment(double[] array, int offset, boolean pooled) {
  /** A chunk of zeros. */
  static final Segment ZEROS = new Segment(new double[0], 0, false);

  boolean isZeros() {
    return this == ZEROS;
  }
}

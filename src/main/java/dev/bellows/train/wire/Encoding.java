package dev.bellows.train.wire;

/** How the elements of a chunk are written, little end first. */
enum Encoding {
  /** All elements, eight bytes each. */
  DOUBLES(Double.BYTES),
  /** All elements, four bytes each. */
  FLOATS(Float.BYTES),
  /** How many, their indices within the chunk, and their values; eight bytes a value. */
  SPARSE_DOUBLES(Double.BYTES),
  /** The same with four bytes a value. */
  SPARSE_FLOATS(Float.BYTES);

  private static final Encoding[] ALL = values();

  private final int width;

  Encoding(int width) {
    this.width = width;
  }

  /** The bytes of a value. */
  int width() {
    return width;
  }

  /** Whether only some elements are there. */
  boolean sparse() {
    return this == SPARSE_DOUBLES || this == SPARSE_FLOATS;
  }

  static Encoding of(int ordinal) {
    return ALL[ordinal];
  }
}

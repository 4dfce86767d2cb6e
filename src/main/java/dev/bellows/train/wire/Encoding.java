package dev.bellows.train.wire;

import dev.bellows.train.exchange.Precision;
import java.nio.ByteBuffer;

/** How the elements of a chunk are written, little end first. */
enum Encoding {
  /** All elements, eight bytes each. */
  DOUBLES(Precision.DOUBLE, Double.BYTES),
  /** All elements, four bytes each. */
  FLOATS(Precision.SINGLE, Float.BYTES),
  /** All elements, two bytes each: the upper halves of singles. */
  BFLOATS(Precision.BFLOAT16, Short.BYTES),
  /** How many, their indices within the chunk, and their values; eight bytes a value. */
  SPARSE_DOUBLES(Precision.DOUBLE, Double.BYTES),
  /** The same with four bytes a value. */
  SPARSE_FLOATS(Precision.SINGLE, Float.BYTES),
  /** The same with two bytes a value. */
  SPARSE_BFLOATS(Precision.BFLOAT16, Short.BYTES);

  private static final Encoding[] ALL = values();

  private final Precision precision;
  private final int width;

  Encoding(Precision precision, int width) {
    this.precision = precision;
    this.width = width;
  }

  /** The bytes of a value. */
  int width() {
    return width;
  }

  /** Whether only some elements are there. */
  boolean sparse() {
    return ordinal() >= SPARSE_DOUBLES.ordinal();
  }

  static Encoding of(int ordinal) {
    return ALL[ordinal];
  }

  /** All elements, of values that are so exact. */
  static Encoding whole(Precision precision) {
    return ALL[precision.ordinal()];
  }

  /** Some elements, of values that are so exact. */
  static Encoding sparse(Precision precision) {
    return ALL[SPARSE_DOUBLES.ordinal() + precision.ordinal()];
  }

  /** Writes a value. */
  void put(ByteBuffer to, double value) {
    switch (precision) {
      case DOUBLE -> to.putDouble(value);
      case SINGLE -> to.putFloat((float) value);
      case BFLOAT16 -> to.putShort(upperHalf(value));
    }
  }

  /** Writes {@code n} values of an array. */
  void put(ByteBuffer to, double[] array, int from, int n) {
    switch (precision) {
      case DOUBLE -> {
        to.asDoubleBuffer().put(array, from, n);
        to.position(to.position() + n * Double.BYTES);
      }
      case SINGLE -> {
        for (int i = from; i < from + n; i++) {
          to.putFloat((float) array[i]);
        }
      }
      case BFLOAT16 -> {
        for (int i = from; i < from + n; i++) {
          to.putShort(upperHalf(array[i]));
        }
      }
    }
  }

  /** Reads the value at an index. */
  double get(ByteBuffer from, int index) {
    return switch (precision) {
      case DOUBLE -> from.getDouble(index);
      case SINGLE -> from.getFloat(index);
      case BFLOAT16 -> ofUpperHalf(from.getShort(index));
    };
  }

  /** Reads {@code n} values into an array. */
  void get(ByteBuffer from, double[] array, int to, int n) {
    switch (precision) {
      case DOUBLE -> {
        from.asDoubleBuffer().get(array, to, n);
        from.position(from.position() + n * Double.BYTES);
      }
      case SINGLE -> {
        for (int i = to; i < to + n; i++) {
          array[i] = from.getFloat();
        }
      }
      case BFLOAT16 -> {
        for (int i = to; i < to + n; i++) {
          array[i] = ofUpperHalf(from.getShort());
        }
      }
    }
  }

  private static short upperHalf(double value) {
    return (short) (Float.floatToRawIntBits((float) value) >>> Short.SIZE);
  }

  private static double ofUpperHalf(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }
}

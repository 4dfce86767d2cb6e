package dev.bellows.train.wire;

import dev.bellows.linalg.SparseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A long array as a row of chunks, which travel and are added one by one. */
final class Chunks {
  /** The elements of a chunk but the last: few enough to stay in a cache on their way. */
  static final int LENGTH = 1 << 15;

  private static final int SAMPLES = 64;
  private static final int NOTHING = -1;

  private Chunks() {}

  /** How many chunks an array has. */
  static int count(int length) {
    return (length - 1) / LENGTH + 1;
  }

  /** Where a chunk begins. */
  static int offset(int chunk) {
    return chunk * LENGTH;
  }

  /** The elements of one chunk of an array of that length. */
  static int length(int chunk, int length) {
    return Math.min(LENGTH, length - offset(chunk));
  }

  /** Whether so few of so many elements are better written with their indices. */
  static boolean worthSparse(int some, int all) {
    return some < all / 3;
  }

  /**
   * Writes the elements that are not zero with their indices.
   *
   * @return null where there are too many of them
   */
  static ByteBuffer sparse(double[] array, int offset, int count, Encoding encoding) {
    if (looksDense(array, offset, count)) {
      return null;
    }
    int some = 0;
    for (int i = offset; i < offset + count; i++) {
      if (Double.doubleToRawLongBits(array[i]) != 0 && !worthSparse(++some, count)) {
        return null;
      }
    }
    ByteBuffer bytes = allocate(some, encoding);
    for (int i = 0; i < count; i++) {
      if (Double.doubleToRawLongBits(array[offset + i]) != 0) {
        bytes.putInt(i);
      }
    }
    for (int i = offset; i < offset + count; i++) {
      if (Double.doubleToRawLongBits(array[i]) != 0) {
        encoding.put(bytes, array[i]);
      }
    }
    return bytes.flip();
  }

  /** Writes the elements of a chunk that are listed. */
  static ByteBuffer listed(SparseVector chunk, Encoding encoding) {
    ByteBuffer bytes = allocate(chunk.count(), encoding);
    for (int index : chunk.indices()) {
      bytes.putInt(index);
    }
    encoding.put(bytes, chunk.values(), 0, chunk.count());
    return bytes.flip();
  }

  /** Whether so many of a few elements are not zero that it is not worth looking at all. */
  private static boolean looksDense(double[] array, int offset, int count) {
    int found = 0;
    for (int i = 0; i < SAMPLES && count >= SAMPLES; i++) {
      found += array[offset + (int) ((long) i * count / SAMPLES)] != 0 ? 1 : 0;
    }
    return found > SAMPLES / 2;
  }

  /**
   * Written instead of an empty array: not even zeros, to which adding a negative zero would make a
   * difference.
   */
  static ByteBuffer nothing() {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(NOTHING).flip();
  }

  /** Whether that is what came. */
  static boolean isNothing(ByteBuffer bytes) {
    return bytes.remaining() == Integer.BYTES && bytes.getInt(bytes.position()) == NOTHING;
  }

  /** Room for so many elements, and their number written. */
  static ByteBuffer allocate(int some, Encoding encoding) {
    return ByteBuffer.allocate(Integer.BYTES + some * (Integer.BYTES + encoding.width()))
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(some);
  }

  /** Puts elements that were written with their indices into their places. */
  static void scatter(ByteBuffer bytes, Encoding encoding, double[] array, int offset, int count) {
    if (isNothing(bytes)) {
      return;
    }
    int some = some(bytes, encoding);
    int indices = bytes.position();
    int values = indices + some * Integer.BYTES;
    for (int i = 0; i < some; i++) {
      int index = bytes.getInt(indices + i * Integer.BYTES);
      if (index < 0 || index >= count) {
        throw new IllegalArgumentException("element %d of %d".formatted(index, count));
      }
      array[offset + index] = encoding.get(bytes, values + i * encoding.width());
    }
  }

  /** Reads elements that were written with their indices, and not as nothing. */
  static SparseVector listed(ByteBuffer bytes, Encoding encoding, int count) {
    int[] indices = new int[some(bytes, encoding)];
    double[] values = new double[indices.length];
    int last = -1;
    for (int k = 0; k < indices.length; k++) {
      int index = bytes.getInt();
      if (index <= last || index >= count) {
        throw new IllegalArgumentException(
            "element %d of %d behind element %d".formatted(index, count, last));
      }
      indices[k] = index;
      last = index;
    }
    encoding.get(bytes, values, 0, values.length);
    return new SparseVector(count, indices, values);
  }

  /** Reads how many there are. */
  private static int some(ByteBuffer bytes, Encoding encoding) {
    int some = bytes.getInt();
    if (some < 0 || bytes.remaining() != (long) some * (Integer.BYTES + encoding.width())) {
      throw new IllegalArgumentException("%d elements in %d bytes".formatted(some, bytes.limit()));
    }
    return some;
  }
}

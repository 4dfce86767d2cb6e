package dev.bellows.deep.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory outside the heap that tensors are laid over without a copy. It is taken piece by piece in
 * each pass, and used again in the next one. For one thread.
 */
final class NativeRoom {
  private static final int ALIGNMENT = 64; // a line of the cache, and the widest vector

  private final List<ByteBuffer> pieces = new ArrayList<>();
  private int used;

  /** So many floats; what is in them is left of an earlier pass. */
  ByteBuffer take(int floats) {
    int bytes = Math.multiplyExact(floats, Float.BYTES);
    if (used == pieces.size()) {
      pieces.add(null);
    }
    ByteBuffer piece = pieces.get(used);
    if (piece == null || piece.capacity() < bytes) {
      piece = aligned(bytes);
      pieces.set(used, piece);
    }
    used++;
    return piece.slice(0, bytes).order(ByteOrder.nativeOrder());
  }

  /** Ends a pass: all of it may be taken again. */
  void clear() {
    used = 0;
  }

  /** So many bytes that begin at a whole line of the cache. */
  static ByteBuffer aligned(int bytes) {
    int whole = Math.multiplyExact((bytes - 1) / ALIGNMENT + 2, ALIGNMENT); // and one to begin in
    return ByteBuffer.allocateDirect(whole).alignedSlice(ALIGNMENT).order(ByteOrder.nativeOrder());
  }

  /** The number of floats up to the next whole line. */
  static int padded(int floats) {
    int line = ALIGNMENT / Float.BYTES;
    return (floats + line - 1) / line * line;
  }

  /** Writes doubles as floats. */
  static void write(double[] values, int from, int count, FloatBuffer to, float[] scratch) {
    for (int done = 0; done < count; done += scratch.length) {
      int now = Math.min(scratch.length, count - done);
      for (int i = 0; i < now; i++) {
        scratch[i] = (float) values[from + done + i];
      }
      to.put(scratch, 0, now);
    }
  }

  /** Adds floats to doubles. */
  static void add(FloatBuffer values, double[] to, int at, int count, float[] scratch) {
    for (int done = 0; done < count; done += scratch.length) {
      int now = Math.min(scratch.length, count - done);
      values.get(scratch, 0, now);
      for (int i = 0; i < now; i++) {
        to[at + done + i] += scratch[i];
      }
    }
  }
}

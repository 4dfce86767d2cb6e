package dev.bellows.train.wire;

import dev.bellows.train.exchange.Precision;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What of the parameters has to be sent: a chunk as a whole, only the elements that changed since
 * they were sent last, or nothing. Elements are compared by their bits. Where nearly all of a chunk
 * changes every time, it is looked at ever more rarely.
 */
final class ParameterChanges {
  private static final int MOST_PATIENCE = 64;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Encoding whole;
  private final Encoding sparse;
  private double[] sent = new double[0];
  private boolean[] known = new boolean[0]; // whether sent holds what the tasks have
  private int[] misses = new int[0];
  private int[] patience = new int[0];
  private double[] parameters;
  private int[] changed; // null: any
  private int at; // the first of these that is behind the chunks asked for

  /** What has to be sent of parameters that are so exact. */
  ParameterChanges(Precision precision) {
    whole = Encoding.whole(precision);
    sparse = Encoding.sparse(precision);
  }

  /** How chunks are written as a whole. */
  Encoding whole() {
    return whole;
  }

  /** How only changed elements are written. */
  Encoding sparse() {
    return sparse;
  }

  /**
   * From now on these parameters are what is to be sent. Chunks are asked for in ascending order.
   *
   * @param hint ascending, the elements that can differ from the parameters before; empty where it
   *     may be any. Numbers behind the last element do not count
   */
  void begin(double[] next, Optional<int[]> hint) {
    parameters = next;
    changed = hint.orElse(null);
    at = 0;
    if (sent.length != next.length) {
      int chunks = Chunks.count(next.length);
      sent = new double[next.length];
      known = new boolean[chunks];
      misses = new int[chunks];
      patience = new int[chunks];
    }
  }

  /** What to send of a chunk: null for all of it, an empty buffer for nothing. */
  ByteBuffer of(int chunk) {
    int offset = Chunks.offset(chunk);
    int count = Chunks.length(chunk, parameters.length);
    int from = at;
    while (changed != null && at < changed.length && changed[at] < offset + count) {
      at++;
    }
    if (!known[chunk]) {
      if (--patience[chunk] <= 0) {
        System.arraycopy(parameters, offset, sent, offset, count);
        known[chunk] = true;
      }
      return null;
    }
    int[] hint = changed;
    int looked = hint == null ? count : at - from;
    int some = 0;
    for (int k = 0; k < looked; k++) {
      int i = hint == null ? offset + k : hint[from + k];
      if (differs(i) && !Chunks.worthSparse(++some, count)) {
        known[chunk] = false;
        misses[chunk]++;
        patience[chunk] = Math.min(MOST_PATIENCE, 1 << Math.min(misses[chunk], 16));
        return null;
      }
    }
    misses[chunk] = 0;
    return some == 0 ? NOTHING.duplicate() : different(offset, from, looked, some);
  }

  private boolean differs(int i) {
    return Double.doubleToRawLongBits(parameters[i]) != Double.doubleToRawLongBits(sent[i]);
  }

  private ByteBuffer different(int offset, int from, int looked, int some) {
    ByteBuffer bytes = Chunks.allocate(some, sparse);
    for (int k = 0; k < looked; k++) {
      int i = changed == null ? offset + k : changed[from + k];
      if (differs(i)) {
        bytes.putInt(i - offset);
      }
    }
    for (int k = 0; k < looked; k++) {
      int i = changed == null ? offset + k : changed[from + k];
      if (differs(i)) {
        sparse.put(bytes, parameters[i]);
        sent[i] = parameters[i];
      }
    }
    return bytes.flip();
  }
}

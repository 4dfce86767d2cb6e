package dev.bellows.train.wire;

import dev.bellows.train.exchange.Precision;
import java.nio.ByteBuffer;

/**
 * What of the parameters has to be sent: a chunk as a whole, only the elements that changed since
 * they were sent last, or nothing. Elements are compared by their bits. Where nearly all of a chunk
 * changes every time, it is looked at ever more rarely.
 */
final class ParameterChanges {
  private static final int MOST_PATIENCE = 64;

  private final Encoding whole;
  private final Encoding sparse;
  private double[] sent = new double[0];
  private boolean[] known = new boolean[0]; // whether sent holds what the tasks have
  private int[] misses = new int[0];
  private int[] patience = new int[0];

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

  /** What to send of a chunk: null for all of it, an empty buffer for nothing. */
  ByteBuffer of(double[] parameters, int chunk) {
    if (sent.length != parameters.length) {
      int chunks = Chunks.count(parameters.length);
      sent = new double[parameters.length];
      known = new boolean[chunks];
      misses = new int[chunks];
      patience = new int[chunks];
    }
    int offset = Chunks.offset(chunk);
    int count = Chunks.length(chunk, parameters.length);
    if (!known[chunk]) {
      if (--patience[chunk] <= 0) {
        System.arraycopy(parameters, offset, sent, offset, count);
        known[chunk] = true;
      }
      return null;
    }
    int some = 0;
    for (int i = offset; i < offset + count; i++) {
      if (differs(parameters, i) && !Chunks.worthSparse(++some, count)) {
        known[chunk] = false;
        misses[chunk]++;
        patience[chunk] = Math.min(MOST_PATIENCE, 1 << Math.min(misses[chunk], 16));
        return null;
      }
    }
    misses[chunk] = 0;
    return some == 0 ? ByteBuffer.allocate(0) : changed(parameters, offset, count, some);
  }

  private boolean differs(double[] parameters, int i) {
    return Double.doubleToRawLongBits(parameters[i]) != Double.doubleToRawLongBits(sent[i]);
  }

  private ByteBuffer changed(double[] parameters, int offset, int count, int some) {
    ByteBuffer bytes = Chunks.allocate(some, sparse);
    for (int i = 0; i < count; i++) {
      if (differs(parameters, offset + i)) {
        bytes.putInt(i);
      }
    }
    for (int i = offset; i < offset + count; i++) {
      if (differs(parameters, i)) {
        sparse.put(bytes, parameters[i]);
        sent[i] = parameters[i];
      }
    }
    return bytes.flip();
  }
}

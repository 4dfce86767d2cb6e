package dev.bellows.train.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** States of replicas while they come in, chunk by chunk, those of one request at a time. */
final class IncomingStates {
  private final int first;
  private final int end;
  private final int length;
  private final Runnable done;
  private volatile Delivery now; // null: none yet

  /** The states that belong to one request, in arrays of their own. */
  private final class Delivery {
    private final long request;
    private final double[][] states = new double[end - first][length];
    private final AtomicIntegerArray begun; // by block and chunk
    private final AtomicInteger missing;

    Delivery(long request) {
      this.request = request;
      int parts = (end - first) * Chunks.count(length);
      begun = new AtomicIntegerArray(parts);
      missing = new AtomicInteger(parts);
    }
  }

  /**
   * Where states come in.
   *
   * @param first the first block whose state comes here
   * @param end the block behind the last one
   * @param length the length of a state; 0 where there are none
   * @param done called when all are there
   */
  IncomingStates(int first, int end, int length, Runnable done) {
    this.first = first;
    this.end = end;
    this.length = length;
    this.done = done;
  }

  /** From now on those of this request count, and no older ones. */
  synchronized void expect(long request) {
    if (now == null || request > now.request) {
      now = new Delivery(request);
    }
  }

  /** Whether all states of a request are there. */
  boolean complete(long request) {
    Delivery delivery = now;
    return delivery != null && delivery.request == request && delivery.missing.get() == 0;
  }

  /** The states that have come, the first block's first. */
  double[][] states() {
    return length == 0 ? new double[end - first][0] : now.states;
  }

  /** Takes out the state of a block. */
  double[] take(int block) {
    double[][] all = now.states;
    double[] state = all[block - first];
    all[block - first] = null;
    return state;
  }

  /**
   * A reader of chunks of a block's state, from somebody who may send those of the blocks {@code
   * from} to {@code to - 1}.
   *
   * @return null where they are late
   */
  ChunkReader reader(ChunkHeader header, int from, int to) {
    int block = header.number();
    if (length == 0 || header.level() != 0 || block < from || block >= to) {
      throw new IllegalArgumentException("the state of block %d".formatted(block));
    }
    Delivery delivery = now;
    return delivery == null || delivery.request != header.request()
        ? null
        : new ChunkReader(header, new Arriving(delivery, block - first), true);
  }

  /** Chunks of one block's state, one after the other. */
  private final class Arriving implements ChunkReader.Places {
    private final Delivery delivery;
    private final int which;

    Arriving(Delivery delivery, int which) {
      this.delivery = delivery;
      this.which = which;
    }

    @Override
    public ChunkReader.Place begin(int chunk) {
      int chunks = Chunks.count(length);
      if (chunk < 0
          || chunk >= chunks
          || !delivery.begun.compareAndSet(which * chunks + chunk, 0, 1)) {
        throw new IllegalArgumentException("chunk %d of a state".formatted(chunk));
      }
      int count = Chunks.length(chunk, length);
      return new ChunkReader.Place(delivery.states[which], Chunks.offset(chunk), count);
    }

    @Override
    public void complete(int chunk, ChunkReader.Place place, ByteBuffer bytes) {
      if (delivery.missing.decrementAndGet() == 0) {
        done.run();
      }
    }
  }
}

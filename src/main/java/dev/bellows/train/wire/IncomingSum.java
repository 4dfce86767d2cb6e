package dev.bellows.train.wire;

import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.train.exchange.SumForm;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongConsumer;

/** A sum of all tasks' answers, while the driver receives it and then. */
final class IncomingSum {
  private static final double[] NOTHING = new double[0];

  private final Junction junction;
  private final double[] array;
  private final AtomicIntegerArray claimed; // by chunk: 1 where a part is received in place
  private final AtomicInteger missing = new AtomicInteger();
  private final LongConsumer done;
  private volatile boolean something;

  /**
   * A sum.
   *
   * @param done told how long the slowest task took, when all chunks are there
   */
  IncomingSum(TaskTree tree, SumForm form, LongConsumer done) {
    junction = new Junction(tree.blocks(), form, tree.arrivals(TaskTree.DRIVER), this::complete);
    array = new double[form.length()];
    claimed = new AtomicIntegerArray(junction.chunks());
    this.done = done;
  }

  /** From now on that of this request counts, and no other. */
  void expect(long request) {
    something = false;
    missing.set(junction.chunks());
    for (int chunk = 0; chunk < junction.chunks(); chunk++) {
      claimed.set(chunk, 0);
    }
    junction.expect(request);
  }

  /** A reader of chunks; null where they are late. */
  ChunkReader reader(ChunkHeader header) {
    return junction.expects(header.request()) ? junction.reader(header, this::room) : null;
  }

  /** The sum; empty where nothing was added. */
  double[] total() {
    return something ? array : NOTHING;
  }

  private Segment room(int chunk) {
    return claimed.compareAndSet(chunk, 0, 1)
        ? new Segment(array, Chunks.offset(chunk), false)
        : junction.room();
  }

  private void complete(long request, int chunk, List<Node<Segment>> sums, long slowest) {
    Segment segment = sums.get(0).value();
    if (segment.isZeros()) {
      int offset = Chunks.offset(chunk);
      Arrays.fill(array, offset, offset + Chunks.length(chunk, array.length), 0);
    } else {
      something = true;
    }
    if (segment.array() != array && !segment.isZeros()) {
      int count = Chunks.length(chunk, array.length);
      System.arraycopy(segment.array(), 0, array, Chunks.offset(chunk), count);
      junction.release(segment);
    }
    if (missing.decrementAndGet() == 0) {
      done.accept(slowest);
    }
  }
}

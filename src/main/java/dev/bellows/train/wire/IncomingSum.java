package dev.bellows.train.wire;

import dev.bellows.linalg.DenseVector;
import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.SparseVector;
import dev.bellows.linalg.Vector;
import dev.bellows.train.exchange.SumForm;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongConsumer;

/** A sum of all tasks' answers, while the driver receives it and then. */
final class IncomingSum {
  private final Junction junction;
  private final int length;
  private final Segment[] sums; // by chunk
  private final AtomicIntegerArray claimed; // by chunk: 1 where a part is received in place
  private final AtomicInteger missing = new AtomicInteger();
  private final LongConsumer done;
  private volatile double[] array; // null: none was needed so far

  /**
   * A sum.
   *
   * @param done told how long the slowest task took, when all chunks are there
   */
  IncomingSum(TaskTree tree, SumForm form, LongConsumer done) {
    junction = new Junction(tree.blocks(), form, tree.arrivals(TaskTree.DRIVER), this::complete);
    length = form.length();
    sums = new Segment[junction.chunks()];
    claimed = new AtomicIntegerArray(junction.chunks());
    this.done = done;
  }

  /** From now on that of this request counts, and no other. */
  void expect(long request) {
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

  /** The sum, once all chunks are there; nothing where nothing was added. */
  Vector total() {
    boolean whole = false;
    long some = 0;
    boolean nothing = true;
    for (Segment sum : sums) {
      nothing &= sum.isZeros();
      whole |= !sum.isZeros() && !sum.isListed();
      some += sum.isListed() ? sum.listed().count() : 0;
    }
    if (nothing) {
      return DenseVector.NOTHING;
    }
    return whole || SparseVector.isWide(some, length) ? all() : listed((int) some);
  }

  private DenseVector all() {
    double[] to = array();
    for (int chunk = 0; chunk < sums.length; chunk++) {
      Segment sum = sums[chunk];
      int offset = Chunks.offset(chunk);
      if (sum.isZeros() || sum.isListed()) {
        Arrays.fill(to, offset, offset + Chunks.length(chunk, length), 0);
      }
      if (sum.isListed()) {
        sum.listed().scatter(to, offset);
      }
    }
    return new DenseVector(to);
  }

  private SparseVector listed(int some) {
    int[] indices = new int[some];
    double[] values = new double[some];
    int at = 0;
    for (int chunk = 0; chunk < sums.length; chunk++) {
      if (sums[chunk].isListed()) {
        SparseVector part = sums[chunk].listed();
        for (int k = 0; k < part.count(); k++) {
          indices[at + k] = Chunks.offset(chunk) + part.indices()[k];
        }
        System.arraycopy(part.values(), 0, values, at, part.count());
        at += part.count();
      }
    }
    return new SparseVector(length, indices, values);
  }

  private synchronized double[] array() {
    if (array == null) {
      array = new double[length];
    }
    return array;
  }

  private Segment room(int chunk) {
    return claimed.compareAndSet(chunk, 0, 1)
        ? new Segment(array(), Chunks.offset(chunk), false)
        : junction.room();
  }

  private void complete(long request, int chunk, List<Node<Segment>> nodes, long slowest) {
    Segment sum = nodes.get(0).value();
    if (sum.pooled()) {
      double[] to = array();
      int offset = Chunks.offset(chunk);
      System.arraycopy(sum.array(), 0, to, offset, Chunks.length(chunk, length));
      junction.release(sum);
      sum = new Segment(to, offset, false);
    }
    sums[chunk] = sum;
    if (missing.decrementAndGet() == 0) {
      done.accept(slowest);
    }
  }
}

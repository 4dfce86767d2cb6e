package dev.bellows.train.wire;

import dev.bellows.linalg.OrderedFold;
import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.SparseVector;
import dev.bellows.linalg.Vectors;
import dev.bellows.train.exchange.SumForm;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * A place where the sums of several tasks meet: every chunk is folded by itself, while others still
 * come in, and is handed on as soon as all its parts have arrived.
 */
final class Junction {
  /** Takes a chunk that is complete here. */
  @FunctionalInterface
  interface Exit {
    /**
     * Called once for each chunk of a request, by any thread.
     *
     * @param sums what could not be folded further here
     */
    void chunk(long request, int chunk, List<Node<Segment>> sums, long nanos);
  }

  private final SumForm form;
  private final int length;
  private final int arrivals;
  private final Exit exit;
  private final OrderedFold<Folded>[] folds;
  private final AtomicInteger[] arrived;
  private final Deque<double[]> pool = new ConcurrentLinkedDeque<>();
  private final AtomicLong slowest = new AtomicLong();
  private volatile long request;

  /** A segment that knows which chunk it is of. */
  private record Folded(int chunk, Segment segment) {}

  /**
   * A junction.
   *
   * @param blocks the number of blocks of all tasks
   * @param form what the sums are like
   * @param arrivals how many sums come to this place
   */
  @SuppressWarnings("unchecked") // an array of a generic type
  Junction(int blocks, SumForm form, int arrivals, Exit exit) {
    this.form = form;
    length = form.length();
    this.arrivals = arrivals;
    this.exit = exit;
    folds = new OrderedFold[Chunks.count(length)];
    arrived = new AtomicInteger[folds.length];
    for (int c = 0; c < folds.length; c++) {
      folds[c] = new OrderedFold<>(blocks, this::plus);
      arrived[c] = new AtomicInteger();
    }
  }

  /** From now on the sums of this request count, and no others. */
  void expect(long newRequest) {
    slowest.set(0);
    request = newRequest;
  }

  /** Whether sums of that request are expected. */
  boolean expects(long asked) {
    return request == asked;
  }

  int chunks() {
    return folds.length;
  }

  SumForm form() {
    return form;
  }

  /** Room for a chunk, of any content. */
  Segment room() {
    double[] array = pool.poll();
    return new Segment(array == null ? new double[Chunks.LENGTH] : array, 0, true);
  }

  /** Gives room back. */
  void release(Segment segment) {
    if (segment.pooled()) {
      pool.push(segment.array()); // on top: it is still in a cache
    }
  }

  /** A chunk of a node's sum has arrived. */
  void add(int chunk, int level, int number, Segment segment, long nanos) {
    slowest.accumulateAndGet(nanos, Math::max);
    folds[chunk].add(level, number, new Folded(chunk, segment));
    if (arrived[chunk].incrementAndGet() == arrivals) {
      arrived[chunk].set(0);
      List<Node<Segment>> sums =
          folds[chunk].take().stream()
              .map(node -> new Node<>(node.level(), node.number(), node.value().segment()))
              .toList();
      exit.chunk(request, chunk, sums, slowest.get());
    }
  }

  /**
   * A reader of the chunks of a node's sum, which are added here as they come.
   *
   * @param rooms where a chunk is received; asked for chunks of this junction only
   */
  ChunkReader reader(ChunkHeader header, IntFunction<Segment> rooms) {
    return new ChunkReader(header, new Arriving(header, rooms), true);
  }

  /** Chunks of one node's sum, one after the other. */
  private final class Arriving implements ChunkReader.Places {
    private final ChunkHeader header;
    private final IntFunction<Segment> rooms;
    private Segment room; // null: the chunk is left in its bytes
    private Encoding encoding; // of these bytes

    Arriving(ChunkHeader header, IntFunction<Segment> rooms) {
      this.header = header;
      this.rooms = rooms;
    }

    @Override
    public ChunkReader.Place begin(int chunk) {
      require(chunk);
      room = rooms.apply(chunk);
      return new ChunkReader.Place(room.array(), room.offset(), Chunks.length(chunk, length));
    }

    @Override
    public ChunkReader.Place beginListed(int chunk, Encoding listed) {
      require(chunk);
      room = null;
      encoding = listed;
      return new ChunkReader.Place(null, 0, Chunks.length(chunk, length));
    }

    private void require(int chunk) {
      if (chunk < 0 || chunk >= chunks()) {
        throw new IllegalArgumentException("chunk %d of %d".formatted(chunk, chunks()));
      }
    }

    @Override
    public void complete(int chunk, ChunkReader.Place place, ByteBuffer bytes) {
      Segment segment = room;
      if (room == null) {
        segment =
            Chunks.isNothing(bytes)
                ? Segment.ZEROS
                : new Segment(Chunks.listed(bytes, encoding, place.count()));
      }
      add(chunk, header.level(), header.number(), segment, header.nanos());
    }
  }

  private Folded plus(Folded left, Folded right) {
    if (left.segment().isZeros() || right.segment().isZeros()) {
      return left.segment().isZeros() ? right : left;
    }
    int n = Chunks.length(left.chunk(), length);
    int rounded = Math.max(0, Math.min(n, form.singles() - Chunks.offset(left.chunk())));
    if (left.segment().isListed() && right.segment().isListed()) {
      return new Folded(left.chunk(), listed(left.segment(), right.segment(), n, rounded));
    }
    if (left.segment().isListed() || right.segment().isListed()) {
      Folded into = left.segment().isListed() ? right : left;
      Folded from = left.segment().isListed() ? left : right;
      from.segment().listed().addTo(into.segment().array(), into.segment().offset());
      round(into.segment(), rounded);
      return into;
    }
    // Addition is commutative, bit for bit: whichever is at home takes the other.
    boolean intoRight = left.segment().pooled() && !right.segment().pooled();
    Segment into = intoRight ? right.segment() : left.segment();
    Segment from = intoRight ? left.segment() : right.segment();
    Vectors.add(from.array(), from.offset(), into.array(), into.offset(), n);
    round(into, rounded);
    release(from);
    return intoRight ? right : left;
  }

  private static void round(Segment segment, int rounded) {
    Vectors.roundToSingle(segment.array(), segment.offset(), segment.offset() + rounded);
  }

  /** The sum of two lists: a list again, unless it has become a long one. */
  private Segment listed(Segment left, Segment right, int n, int rounded) {
    SparseVector sum = left.listed().plus(right.listed());
    sum.roundToSingle(rounded);
    if (!SparseVector.isWide(sum.count(), n)) {
      return new Segment(sum);
    }
    Segment room = room();
    Arrays.fill(room.array(), 0);
    sum.scatter(room.array(), 0);
    return room;
  }
}

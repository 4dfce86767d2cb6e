package dev.bellows.train.wire;

import dev.bellows.linalg.SparseVector;
import dev.bellows.train.exchange.Precision;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.util.AbstractFileRegion;

/**
 * Chunks of an array on their way into a socket: encoded piece by piece as the socket takes them,
 * so that no second array is needed. The array must not change before all is sent.
 */
final class Elements extends ManagedBuffer {
  private static final int PIECE_BYTES = 1 << 17;
  private static final ThreadLocal<ByteBuffer> PIECE =
      ThreadLocal.withInitial(
          () -> ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN));

  private final List<ChunkHeader.Entry> entries = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private long size;

  /**
   * One chunk: elements of an array, or bytes that are written already.
   *
   * @param bytes null for elements
   */
  private record Part(
      double[] array, int offset, int count, Encoding encoding, ByteBuffer bytes, int size) {

    /** Writes bytes from a position on, whole elements at a time; returns where it began. */
    int write(int position, ByteBuffer to) {
      if (bytes != null) {
        int n = Math.min(size - position, to.remaining());
        to.put(bytes.slice(position, n));
        return position;
      }
      int width = encoding.width();
      int first = position / width;
      int n = Math.min(count - first, to.remaining() / width);
      encoding.put(to, array, offset + first, n);
      return first * width;
    }
  }

  /** Adds a chunk, all its elements. */
  void add(int chunk, double[] array, int offset, int count, Encoding encoding) {
    int bytes = count * encoding.width();
    add(
        new ChunkHeader.Entry(chunk, encoding, bytes),
        new Part(array, offset, count, encoding, null, bytes));
  }

  /** Adds a chunk of which only some elements are written. */
  void add(int chunk, ByteBuffer bytes, Encoding encoding) {
    int n = bytes.remaining();
    add(
        new ChunkHeader.Entry(chunk, encoding, n),
        new Part(null, 0, 0, encoding, bytes.slice(), n));
  }

  /** Adds a chunk in the way that takes the fewest bytes; one of an empty array as nothing. */
  void add(int chunk, double[] array, int offset, int count, Precision precision) {
    Encoding sparse = Encoding.sparse(precision);
    ByteBuffer bytes =
        array.length == 0 ? Chunks.nothing() : Chunks.sparse(array, offset, count, sparse);
    if (bytes == null) {
      add(chunk, array, offset, count, Encoding.whole(precision));
    } else {
      add(chunk, bytes, sparse);
    }
  }

  /** Adds a chunk of which some elements are listed. */
  void add(int chunk, SparseVector listed, Precision precision) {
    Encoding sparse = Encoding.sparse(precision);
    add(chunk, Chunks.listed(listed, sparse), sparse);
  }

  /** All chunks of an array of doubles. */
  static Elements exact(double[] array) {
    Elements elements = new Elements();
    for (int chunk = 0; chunk < Chunks.count(array.length); chunk++) {
      int count = Chunks.length(chunk, array.length);
      elements.add(chunk, array, Chunks.offset(chunk), count, Precision.DOUBLE);
    }
    return elements;
  }

  private void add(ChunkHeader.Entry entry, Part part) {
    entries.add(entry);
    parts.add(part);
    size += part.size();
  }

  /** The header that says what is here. */
  ChunkHeader header(long request, int level, int number, long nanos) {
    return new ChunkHeader(request, level, number, nanos, entries);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  @Override
  public long size() {
    return size;
  }

  /** Writes all of it. */
  void write(ByteBuffer to) {
    for (Part part : parts) {
      part.write(0, to);
    }
  }

  @Override
  public ByteBuffer nioByteBuffer() {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
    write(all);
    return all.flip();
  }

  @Override
  public InputStream createInputStream() {
    return new ByteArrayInputStream(nioByteBuffer().array());
  }

  @Override
  public ManagedBuffer retain() {
    return this;
  }

  @Override
  public ManagedBuffer release() {
    return this;
  }

  @Override
  public Object convertToNetty() {
    return new Region();
  }

  @Override
  public Object convertToNettyForSsl() {
    return Unpooled.wrappedBuffer(nioByteBuffer());
  }

  /** What Netty asks for more whenever the socket can take some. */
  private final class Region extends AbstractFileRegion {
    private long transferred;
    private int at; // the part to go on with
    private long before; // the bytes of the parts before it

    @Override
    public long position() {
      return 0;
    }

    @Override
    public long transferred() {
      return transferred;
    }

    @Override
    public long count() {
      return size;
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
      while (at < parts.size() - 1 && position >= before + parts.get(at).size()) {
        before += parts.get(at++).size();
      }
      ByteBuffer piece = PIECE.get().clear();
      int wanted = (int) (position - before);
      int from = parts.get(at).write(wanted, piece);
      for (int next = at + 1;
          next < parts.size() && piece.remaining() >= parts.get(next).size();
          next++) {
        parts.get(next).write(0, piece);
      }
      piece.flip().position(wanted - from);
      long written = target.write(piece);
      transferred += Math.max(0, written);
      return written;
    }

    @Override
    protected void deallocate() {}
  }
}

package dev.bellows.train.wire;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.apache.spark.network.buffer.ManagedBuffer;
import org.apache.spark.network.util.AbstractFileRegion;

/**
 * Elements of an array on their way into a socket, all of them: encoded piece by piece as the
 * socket takes them, so that no second array is needed. The array must not change before all is
 * sent.
 */
final class Elements extends ManagedBuffer {
  private static final int PIECE_BYTES = 1 << 17;
  private static final ThreadLocal<ByteBuffer> PIECE =
      ThreadLocal.withInitial(
          () -> ByteBuffer.allocateDirect(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN));

  private final double[] array;
  private final int offset;
  private final int count;
  private final int width;

  Elements(double[] array, int offset, int count, Encoding encoding) {
    this.array = array;
    this.offset = offset;
    this.count = count;
    width = encoding.width();
  }

  @Override
  public long size() {
    return (long) count * width;
  }

  @Override
  public ByteBuffer nioByteBuffer() {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size())).order(ByteOrder.LITTLE_ENDIAN);
    put(0, count, all);
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

  private void put(int from, int n, ByteBuffer to) {
    put(array, offset + from, n, width, to);
  }

  /** Writes elements. */
  static void put(double[] array, int from, int n, int width, ByteBuffer to) {
    if (width == Double.BYTES) {
      to.asDoubleBuffer().put(array, from, n);
      to.position(to.position() + n * Double.BYTES);
    } else {
      for (int i = 0; i < n; i++) {
        to.putFloat((float) array[from + i]);
      }
    }
  }

  /** What Netty asks for more whenever the socket can take some. */
  private final class Region extends AbstractFileRegion {
    private long transferred;

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
      return size();
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
      int first = (int) (position / width);
      int n = Math.min(count - first, PIECE_BYTES / width);
      ByteBuffer piece = PIECE.get().clear();
      put(first, n, piece);
      piece.flip().position((int) (position - (long) first * width));
      long written = target.write(piece);
      transferred += Math.max(0, written);
      return written;
    }

    @Override
    protected void deallocate() {}
  }
}

package dev.bellows.train.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.network.client.StreamCallbackWithID;

/** Puts the elements of a chunk into their places while their bytes come in. */
final class ChunkReader implements StreamCallbackWithID {
  private final ChunkHeader header;
  private final double[] target;
  private final int offset;
  private final int count;
  private final boolean clear;
  private final Runnable done;
  private final Runnable failed;
  private final ByteBuffer kept; // what cannot be placed yet: part of an element, or all if sparse
  private int placed;

  /**
   * A reader of one chunk.
   *
   * @param target where its elements go
   * @param offset the place of its first element there
   * @param count how many elements it has
   * @param clear whether elements that are not written are zeros, and not what stands there
   * @param done called when all are there
   * @param failed called when the rest will not come
   */
  ChunkReader(
      ChunkHeader header,
      double[] target,
      int offset,
      int count,
      boolean clear,
      Runnable done,
      Runnable failed) {
    Encoding encoding = header.encoding();
    long all = encoding.sparse() ? header.bytes() : (long) count * encoding.width();
    long most = Integer.BYTES + (long) count * (Integer.BYTES + Double.BYTES);
    if (header.bytes() != all || all > most || all < 0) {
      throw new IllegalArgumentException("a chunk of %d elements: %s".formatted(count, header));
    }
    this.header = header;
    this.target = target;
    this.offset = offset;
    this.count = count;
    this.clear = clear;
    this.done = done;
    this.failed = failed;
    kept =
        ByteBuffer.allocate(encoding.sparse() ? header.bytes() : Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String getID() {
    return "chunk";
  }

  @Override
  public void onData(String id, ByteBuffer bytes) {
    if (header.encoding().sparse()) {
      kept.put(bytes);
      return;
    }
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int width = header.encoding().width();
    while (kept.position() > 0 && bytes.hasRemaining()) {
      kept.put(bytes.get());
      if (kept.position() == width) {
        place(kept.flip(), 1);
        kept.clear();
      }
    }
    place(bytes, Math.min(bytes.remaining() / width, count - placed));
    while (bytes.hasRemaining()) {
      kept.put(bytes.get());
    }
  }

  private void place(ByteBuffer bytes, int n) {
    if (header.encoding().width() == Double.BYTES) {
      bytes.asDoubleBuffer().get(target, offset + placed, n);
      bytes.position(bytes.position() + n * Double.BYTES);
    } else {
      for (int i = 0; i < n; i++) {
        target[offset + placed + i] = bytes.getFloat();
      }
    }
    placed += n;
  }

  @Override
  public void onComplete(String id) {
    if (header.encoding().sparse()) {
      if (clear) {
        Arrays.fill(target, offset, offset + count, 0);
      }
      Chunks.scatter(kept.flip(), header.encoding(), target, offset, count);
    } else if (placed != count) {
      throw new IllegalArgumentException("%d of %d elements came".formatted(placed, count));
    }
    done.run();
  }

  /** The bytes of a chunk that was written with indices. */
  ByteBuffer bytes() {
    return kept.rewind();
  }

  @Override
  public void onFailure(String id, Throwable cause) {
    failed.run();
  }
}

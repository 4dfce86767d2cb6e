package dev.bellows.train.wire;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What stands before the elements of some chunks that travel together.
 *
 * @param request the request that they belong to
 * @param level the level of the sum's node in the tree of blocks; 0 for parameters
 * @param number the number of the node in its level; 0 for parameters
 * @param nanos how long the slowest task below took; 0 for parameters
 * @param chunks the chunks, in the order of their bytes
 */
record ChunkHeader(long request, int level, int number, long nanos, List<Entry> chunks) {
  private static final int FIXED_BYTES = 2 * Long.BYTES + 3 * Integer.BYTES;
  private static final int ENTRY_BYTES = 2 * Integer.BYTES + 1;

  /**
   * One chunk.
   *
   * @param chunk its number
   * @param encoding how its elements are written
   * @param bytes how many bytes they have
   */
  record Entry(int chunk, Encoding encoding, int bytes) {}

  /** The bytes of this header. */
  int size() {
    return FIXED_BYTES + chunks.size() * ENTRY_BYTES;
  }

  /** The bytes of the elements. */
  long bytes() {
    return chunks.stream().mapToLong(Entry::bytes).sum();
  }

  void write(ByteBuffer to) {
    to.putLong(request).putInt(level).putInt(number).putLong(nanos).putInt(chunks.size());
    for (Entry entry : chunks) {
      to.putInt(entry.chunk()).put((byte) entry.encoding().ordinal()).putInt(entry.bytes());
    }
  }

  static ChunkHeader read(ByteBuffer from) {
    long request = from.getLong();
    int level = from.getInt();
    int number = from.getInt();
    long nanos = from.getLong();
    int count = from.getInt();
    if (count < 0 || (long) count * ENTRY_BYTES > from.remaining()) {
      throw new IllegalArgumentException("a header of %d chunks".formatted(count));
    }
    Entry[] entries = new Entry[count];
    for (int i = 0; i < count; i++) {
      entries[i] = new Entry(from.getInt(), Encoding.of(from.get()), from.getInt());
    }
    return new ChunkHeader(request, level, number, nanos, List.of(entries));
  }
}

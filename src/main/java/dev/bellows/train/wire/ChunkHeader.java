package dev.bellows.train.wire;

import java.nio.ByteBuffer;

/**
 * What stands before the elements of a chunk.
 *
 * @param request the request that it belongs to
 * @param chunk the number of the chunk
 * @param level the level of the sum's node in the tree of blocks; 0 for parameters
 * @param number the number of the node in its level; 0 for parameters
 * @param nanos how long the slowest task below took; 0 for parameters
 * @param encoding how the elements are written
 * @param bytes how many bytes follow
 */
record ChunkHeader(
    long request, int chunk, int level, int number, long nanos, Encoding encoding, int bytes) {
  static final int BYTES = 2 * Long.BYTES + 4 * Integer.BYTES + 1;

  void write(ByteBuffer to) {
    to.putLong(request).putInt(chunk).putInt(level).putInt(number).putLong(nanos);
    to.put((byte) encoding.ordinal()).putInt(bytes);
  }

  static ChunkHeader read(ByteBuffer from) {
    return new ChunkHeader(
        from.getLong(),
        from.getInt(),
        from.getInt(),
        from.getInt(),
        from.getLong(),
        Encoding.of(from.get()),
        from.getInt());
  }
}

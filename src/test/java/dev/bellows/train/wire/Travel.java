package dev.bellows.train.wire;

import dev.bellows.linalg.Vectors;
import dev.bellows.train.exchange.Precision;
import io.netty.channel.FileRegion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.Random;

/** Arrays on their way through elements and a reader, without a network. */
final class Travel {
  /** Lengths on both sides of where chunks end. */
  static final int[] LENGTHS = {
    1,
    2,
    3,
    63,
    64,
    65,
    1000,
    Chunks.LENGTH - 1,
    Chunks.LENGTH,
    Chunks.LENGTH + 1,
    2 * Chunks.LENGTH,
    2 * Chunks.LENGTH + 7
  };

  /** What kinds of arrays there are. */
  enum Content {
    DENSE,
    SPARSE,
    ZEROS,
    /** Few elements, and among them those whose bits are easily lost. */
    ODD
  }

  private static final double[] ODDITIES = {
    -0.0,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MAX_VALUE,
    0x1p-133, // the least of bfloat16
    -0x1.3p-130,
    0x1.fep127, // the greatest of bfloat16
    1
  };

  private Travel() {}

  /** Rounds an array, so that it can travel with such exactness. */
  static void round(double[] array, Precision precision) {
    switch (precision) {
      case DOUBLE -> {}
      case SINGLE -> Vectors.roundToSingle(array, 0, array.length);
      case BFLOAT16 -> Vectors.roundToBfloat16(array, 0, array.length);
    }
  }

  static double[] array(Content content, int length, Random random) {
    double[] array = new double[length];
    for (int i = 0; i < length; i++) {
      array[i] =
          switch (content) {
            case DENSE -> random.nextGaussian();
            case SPARSE -> random.nextInt(50) == 0 ? random.nextGaussian() : 0;
            case ZEROS -> 0;
            case ODD -> random.nextInt(20) == 0 ? ODDITIES[random.nextInt(ODDITIES.length)] : 0;
          };
    }
    return array;
  }

  /** All chunks of an array, as a task writes them. */
  static Elements elements(double[] array, Precision precision) {
    Elements elements = new Elements();
    for (int chunk = 0; chunk < Chunks.count(array.length); chunk++) {
      int count = Chunks.length(chunk, array.length);
      elements.add(chunk, array, Chunks.offset(chunk), count, precision);
    }
    return elements;
  }

  /** The header, written and read again. */
  static ChunkHeader header(Elements elements) {
    ChunkHeader header = elements.header(3, 2, 1, 4);
    ByteBuffer bytes = ByteBuffer.allocate(header.size());
    header.write(bytes);
    return ChunkHeader.read(bytes.flip());
  }

  /** The bytes that go through a channel which takes as few at a time as it likes. */
  static byte[] throughChannel(Elements elements, Random random, int most) throws IOException {
    Trickle channel = new Trickle(random, most);
    FileRegion region = (FileRegion) elements.convertToNetty();
    while (region.transferred() < region.count()) {
      region.transferTo(channel, region.transferred());
    }
    return channel.taken.toByteArray();
  }

  /** Reads into an array that holds other things before. */
  static double[] read(
      ChunkHeader header, byte[] bytes, int length, boolean clear, Random random, int most) {
    double[] array = new double[length];
    Arrays.fill(array, clear ? 7 : 0);
    readInto(array, header, bytes, clear, random, most);
    return array;
  }

  static void readInto(
      double[] array, ChunkHeader header, byte[] bytes, boolean clear, Random random, int most) {
    ChunkReader reader = new ChunkReader(header, new InArray(array), clear);
    for (int at = 0; at < bytes.length; ) {
      int n = Math.min(bytes.length - at, 1 + random.nextInt(most));
      // Slices of a larger buffer, as they come from a network: any offset, any byte order.
      ByteBuffer slice = ByteBuffer.wrap(bytes, at, n).slice();
      reader.onData(reader.getID(), slice);
      if (slice.hasRemaining()) {
        throw new AssertionError("bytes are left");
      }
      at += n;
    }
    reader.onComplete(reader.getID());
  }

  /** Places in one array; refuses chunks that it does not have. */
  private record InArray(double[] array) implements ChunkReader.Places {
    @Override
    public ChunkReader.Place begin(int chunk) {
      if (chunk < 0 || chunk >= Chunks.count(array.length)) {
        throw new IllegalArgumentException("chunk " + chunk);
      }
      return new ChunkReader.Place(array, Chunks.offset(chunk), Chunks.length(chunk, array.length));
    }

    @Override
    public void complete(int chunk, ChunkReader.Place place, ByteBuffer bytes) {}
  }

  private static final class Trickle implements WritableByteChannel {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final Random random;
    private final int most;

    Trickle(Random random, int most) {
      this.random = random;
      this.most = most;
    }

    @Override
    public int write(ByteBuffer from) {
      int n = Math.min(from.remaining(), random.nextInt(most + 1)); // sometimes none
      for (int i = 0; i < n; i++) {
        taken.write(from.get());
      }
      return n;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}

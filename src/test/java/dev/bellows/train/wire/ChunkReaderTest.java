package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.train.exchange.Precision;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChunkReaderTest {
  private static final Random RANDOM = new Random(1);

  private static ChunkHeader header(ChunkHeader.Entry... entries) {
    return new ChunkHeader(1, 0, 0, 0, List.of(entries));
  }

  private static byte[] ofZeros(int count) {
    return new byte[count];
  }

  private static void read(ChunkHeader header, byte[] bytes, int length) {
    Travel.read(header, bytes, length, true, RANDOM, 1000);
  }

  @Property(tries = 300)
  void howTheBytesAreCutDoesNotMatter(
      @ForAll @IntRange(min = 1, max = 400) int length,
      @ForAll @IntRange(min = 1, max = 40) int most,
      @ForAll Travel.Content content,
      @ForAll Precision precision,
      @ForAll long seed) {
    Random random = new Random(seed);
    double[] array = Travel.array(content, length, random);
    Travel.round(array, precision);
    Elements elements = Travel.elements(array, precision);
    byte[] bytes = elements.nioByteBuffer().array();

    assertThat(Travel.read(Travel.header(elements), bytes, length, true, random, most))
        .isEqualTo(array);
  }

  @Test
  void whatIsNotWrittenStaysWhereOnlyChangesCome() {
    double[] array = {1, 2, 3, 4, 5, 6};
    Elements elements = new Elements();
    ByteBuffer bytes = Chunks.allocate(1, Encoding.SPARSE_DOUBLES).putInt(2).putDouble(9);
    elements.add(0, bytes.flip(), Encoding.SPARSE_DOUBLES);

    Travel.readInto(
        array, Travel.header(elements), elements.nioByteBuffer().array(), false, RANDOM, 3);

    assertThat(array).containsExactly(1, 2, 9, 4, 5, 6);
  }

  @Test
  void aHeaderIsWhatItWasBefore() {
    ChunkHeader header =
        new ChunkHeader(
            Long.MAX_VALUE,
            31,
            -5,
            12,
            List.of(
                new ChunkHeader.Entry(0, Encoding.FLOATS, 12),
                new ChunkHeader.Entry(7, Encoding.SPARSE_DOUBLES, 1 << 30),
                new ChunkHeader.Entry(8, Encoding.DOUBLES, 1 << 30),
                new ChunkHeader.Entry(9, Encoding.SPARSE_FLOATS, 1 << 30)));
    ByteBuffer bytes = ByteBuffer.allocate(header.size());
    header.write(bytes);

    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(ChunkHeader.read(bytes.flip())).isEqualTo(header);
    assertThat(header.bytes()).isEqualTo(12 + 3L * (1 << 30));
  }

  @Test
  void aHeaderOfMoreChunksThanItHasBytesForIsRefusedBeforeThereIsRoomForThem() {
    for (int count : new int[] {-1, 2, Integer.MAX_VALUE}) {
      ByteBuffer bytes = ByteBuffer.allocate(28 + 9);
      bytes.putLong(1).putInt(0).putInt(0).putLong(0).putInt(count);

      assertThatThrownBy(() -> ChunkHeader.read(bytes.rewind()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anUnknownEncodingIsRefused() {
    for (int encoding : new int[] {-1, 6, 127}) {
      assertThatThrownBy(() -> Encoding.of(encoding)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void aDenseChunkOfAnotherSizeThanItsPlaceIsRefused() {
    for (int bytes : new int[] {-8, 0, 8, 72, 88, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(
              () ->
                  read(header(new ChunkHeader.Entry(0, Encoding.DOUBLES, bytes)), ofZeros(80), 10))
          .as("%d bytes for ten doubles", bytes)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () -> read(header(new ChunkHeader.Entry(0, Encoding.FLOATS, 80)), ofZeros(80), 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSparseChunkLargerThanAllElementsIsRefusedBeforeThereIsRoomForIt() {
    for (int bytes : new int[] {-1, 4 + 10 * 12 + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(
              () ->
                  read(
                      header(new ChunkHeader.Entry(0, Encoding.SPARSE_DOUBLES, bytes)),
                      ofZeros(80),
                      10))
          .as("%d bytes", bytes)
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int bytes = 0; bytes < 4; bytes++) {
      ChunkHeader.Entry entry = new ChunkHeader.Entry(0, Encoding.SPARSE_DOUBLES, bytes);
      byte[] came = ofZeros(Math.max(1, bytes));
      assertThatThrownBy(() -> read(header(entry), came, 10))
          .as("%d bytes, too few for their number", bytes)
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void aChunkThatIsNotThereIsRefused() {
    for (int chunk : new int[] {-1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(
              () ->
                  read(header(new ChunkHeader.Entry(chunk, Encoding.DOUBLES, 80)), ofZeros(80), 10))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void moreOrFewerBytesThanTheHeaderSaysAreRefused() {
    ChunkHeader one = header(new ChunkHeader.Entry(0, Encoding.DOUBLES, 80));
    for (int bytes : new int[] {0, 79, 81}) {
      assertThatThrownBy(() -> read(one, ofZeros(bytes), 10))
          .as("%d bytes", bytes)
          .isInstanceOf(RuntimeException.class);
    }
    ChunkHeader two =
        header(
            new ChunkHeader.Entry(0, Encoding.DOUBLES, Chunks.LENGTH * 8),
            new ChunkHeader.Entry(1, Encoding.DOUBLES, 80));
    assertThatThrownBy(() -> read(two, ofZeros(Chunks.LENGTH * 8), Chunks.LENGTH + 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 of 2 chunks came");
  }

  @Property(tries = 500)
  void randomBytesAreReadOrRefusedAndNeverStandOutsideOfTheirPlace(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    Encoding encoding = Encoding.of(random.nextInt(Encoding.values().length));
    double[] around = new double[30];
    Arrays.fill(around, 7);
    ChunkReader.Places middle =
        new ChunkReader.Places() {
          @Override
          public ChunkReader.Place begin(int chunk) {
            return new ChunkReader.Place(around, 10, 10);
          }

          @Override
          public void complete(int chunk, ChunkReader.Place place, ByteBuffer came) {}
        };
    ChunkReader reader =
        new ChunkReader(
            header(new ChunkHeader.Entry(0, encoding, random.nextInt(130))), middle, true);
    try {
      reader.onData("", ByteBuffer.wrap(bytes));
      reader.onComplete("");
    } catch (IllegalArgumentException | BufferUnderflowException | IndexOutOfBoundsException e) {
      assertThat(e).isNotNull(); // refused
    }
    for (int i = 0; i < 10; i++) {
      assertThat(around[i]).isEqualTo(7);
      assertThat(around[20 + i]).isEqualTo(7);
    }
  }
}

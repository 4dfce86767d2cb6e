package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.train.exchange.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ElementsTest {

  static Stream<Arguments> everyArray() {
    List<Arguments> all = new ArrayList<>();
    for (int length : Travel.LENGTHS) {
      for (Travel.Content content : Travel.Content.values()) {
        for (Precision precision : Precision.values()) {
          all.add(Arguments.of(length, content, precision));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyArray")
  void anArrayArrivesWithItsBits(int length, Travel.Content content, Precision precision)
      throws IOException {
    Random random = new Random(length);
    double[] array = Travel.array(content, length, random);
    Travel.round(array, precision);
    Elements elements = Travel.elements(array, precision);
    byte[] whole = elements.nioByteBuffer().array();
    byte[] pieces = Travel.throughChannel(elements, random, 100_000);

    assertThat(whole).hasSize((int) elements.size());
    assertThat(pieces).isEqualTo(whole);
    ChunkHeader header = Travel.header(elements);
    assertThat(header.bytes()).isEqualTo(elements.size());
    for (int most : new int[] {11, 100_000}) {
      double[] read = Travel.read(header, whole, length, true, random, most);
      assertThat(bits(read)).isEqualTo(bits(array));
    }
  }

  private static long[] bits(double[] array) {
    return java.util.Arrays.stream(array).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Test
  void aChannelThatTakesAFewBytesAtATimeGetsThemAllInOrder() throws IOException {
    Random random = new Random(1);
    double[] array = Travel.array(Travel.Content.DENSE, Chunks.LENGTH + 5, random);
    for (Precision precision : Precision.values()) {
      Elements elements = Travel.elements(array, precision);
      assertThat(Travel.throughChannel(elements, random, 1000))
          .isEqualTo(elements.nioByteBuffer().array());
    }
  }

  @Test
  void denseAndSparseAndShortChunksTravelTogether() throws IOException {
    Random random = new Random(2);
    double[] array = new double[5 * Chunks.LENGTH + 3];
    for (int chunk : new int[] {1, 3, 5}) {
      int offset = Chunks.offset(chunk);
      for (int i = offset; i < offset + Chunks.length(chunk, array.length); i++) {
        array[i] = random.nextGaussian();
      }
    }
    array[17] = 3;
    Elements elements = Travel.elements(array, Precision.DOUBLE);
    assertThat(elements.size()).isLessThan(3L * Chunks.LENGTH * Double.BYTES);

    byte[] pieces = Travel.throughChannel(elements, random, 5000);

    assertThat(pieces).isEqualTo(elements.nioByteBuffer().array());
    assertThat(Travel.read(Travel.header(elements), pieces, array.length, true, random, 9000))
        .isEqualTo(array);
  }

  @Test
  void theSameElementsCanGoToSeveralPlaces() throws IOException {
    Random random = new Random(3);
    Elements elements =
        Travel.elements(Travel.array(Travel.Content.SPARSE, 100_000, random), Precision.DOUBLE);

    byte[] first = Travel.throughChannel(elements, random, 3000);

    assertThat(Travel.throughChannel(elements, random, 3000)).isEqualTo(first);
    ByteBuffer copy = ByteBuffer.allocate((int) elements.size());
    elements.write(copy);
    assertThat(copy.hasRemaining()).isFalse();
  }
}

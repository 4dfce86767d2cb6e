package dev.bellows.train.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {

  @Property(tries = 200)
  void chunksLieSideBySideAndCoverTheArray(@ForAll @IntRange(min = 1, max = 1 << 20) int length) {
    int covered = 0;
    for (int chunk = 0; chunk < Chunks.count(length); chunk++) {
      assertThat(Chunks.offset(chunk)).isEqualTo(covered);
      assertThat(Chunks.length(chunk, length)).isBetween(1, Chunks.LENGTH);
      covered += Chunks.length(chunk, length);
    }
    assertThat(covered).isEqualTo(length);
  }

  @Test
  void fewElementsAreWrittenWithTheirIndicesAndManyAreNot() {
    double[] array = new double[300];
    assertThat(Chunks.sparse(array, 0, 300, Encoding.SPARSE_DOUBLES).remaining())
        .isEqualTo(Integer.BYTES);
    Arrays.fill(array, 100, 199, 1);
    assertThat(Chunks.sparse(array, 0, 300, Encoding.SPARSE_DOUBLES).remaining())
        .isEqualTo(Integer.BYTES + 99 * 12);
    assertThat(Chunks.sparse(array, 0, 300, Encoding.SPARSE_FLOATS).remaining())
        .isEqualTo(Integer.BYTES + 99 * 8);
    array[0] = 1;
    assertThat(Chunks.sparse(array, 0, 300, Encoding.SPARSE_DOUBLES)).isNull();
  }

  @Test
  void indicesCountFromTheOffset() {
    double[] array = new double[20];
    array[13] = -0.0;
    ByteBuffer bytes = Chunks.sparse(array, 10, 10, Encoding.SPARSE_DOUBLES);
    double[] there = new double[10];
    there[3] = 5;

    Chunks.scatter(bytes, Encoding.SPARSE_DOUBLES, there, 0, 10);

    assertThat(there[3]).isEqualTo(-0.0);
    assertThat(bytes.getInt(4)).isEqualTo(3);
  }

  private static ByteBuffer written(int some, int... indices) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES + indices.length * 12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(some);
    for (int index : indices) {
      bytes.putInt(index);
    }
    for (int index : indices) {
      bytes.putDouble(index + 0.5);
    }
    return bytes.flip();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 10, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void anIndexOutsideIsRefusedAndNothingIsWrittenThere(int index) {
    double[] array = new double[30];

    assertThatThrownBy(
            () -> Chunks.scatter(written(1, index), Encoding.SPARSE_DOUBLES, array, 10, 10))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(array).containsOnly(0);
  }

  @ParameterizedTest
  // The last but one is right but for 32 bits: times twelve it is twelve.
  @ValueSource(ints = {0, 2, -1, -2, Integer.MAX_VALUE, 1 + (1 << 30), Integer.MIN_VALUE + 1})
  void anotherNumberOfElementsThanThereAreBytesIsRefused(int some) {
    double[] array = new double[10];

    assertThatThrownBy(
            () -> Chunks.scatter(written(some, 4), Encoding.SPARSE_DOUBLES, array, 0, 10))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(array).containsOnly(0);
  }
}

package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SparseVectorTest {

  /** Some elements, among them zeros of either sign and those that single precision makes zero. */
  static SparseVector random(int length, Random random) {
    int one = 1 + random.nextInt(30);
    int[] indices = IntStream.range(0, length).filter(i -> random.nextInt(one) == 0).toArray();
    double[] values =
        Arrays.stream(indices)
            .mapToDouble(
                i ->
                    switch (random.nextInt(8)) {
                      case 0 -> -0.0;
                      case 1 -> 0.0;
                      case 2 -> -1e-60;
                      default -> random.nextGaussian();
                    })
            .toArray();
    return new SparseVector(length, indices, values);
  }

  private static long[] bits(double[] array) {
    return Arrays.stream(array).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Property(tries = 150)
  void anOrderedSumHasTheBitsOfThatOfArraysInWhateverFormsItsVectorsCome(
      @ForAll @IntRange(min = 1, max = 9) int count,
      @ForAll @IntRange(min = 1, max = 500) int length,
      @ForAll boolean single,
      @ForAll long seed) {
    Random random = new Random(seed);
    int singles = single ? random.nextInt(length + 1) : 0;
    OrderedSum arrays = new OrderedSum(count, singles, array -> {});
    OrderedSum mixed = new OrderedSum(count, singles, array -> {});
    List<Integer> order = new ArrayList<>(IntStream.range(0, count).boxed().toList());
    Collections.shuffle(order, random);
    for (int number : order) {
      SparseVector vector = random(length, random);
      boolean nothing = random.nextInt(5) == 0;
      arrays.add(number, nothing ? new double[0] : vector.toArray());
      mixed.add(
          number,
          nothing
              ? DenseVector.NOTHING
              : random.nextInt(4) == 0 ? new DenseVector(vector.toArray()) : vector);
    }

    assertThat(bits(mixed.total())).isEqualTo(bits(arrays.total()));
  }

  @Property(tries = 60)
  void itsMeanAndNormHaveTheBitsOfThoseOfAnArray(
      @ForAll @IntRange(min = 1, max = 3 * Slices.LENGTH) int length,
      @ForAll @IntRange(min = 0, max = 3) int behind,
      @ForAll long seed) {
    SparseVector vector = random(length, new Random(seed));
    double[] array = vector.toArray();
    int n = Math.max(0, length - behind);

    double norm = vector.divideAndNorm(7, n);

    assertThat(norm).isEqualTo(Vectors.divideAndNorm(array, 7, n));
    assertThat(bits(vector.toArray())).isEqualTo(bits(array));
    int from = n / 3;
    assertThat(vector.sumOfSquares(from, n))
        .isEqualTo(Vectors.dot(array, from, array, from, n - from));
  }

  @Test
  void wideSumsBecomeArrays() {
    OrderedSum sum = new OrderedSum(2);
    sum.add(0, new SparseVector(10, new int[] {0, 1, 2}, new double[] {1, 1, 1}));
    sum.add(1, new SparseVector(10, new int[] {2, 7, 9}, new double[] {1, 1, 1}));
    assertThat(sum.sum()).isInstanceOf(SparseVector.class);
    sum.add(0, new SparseVector(10, new int[] {0, 1, 2}, new double[] {1, 1, 1}));
    sum.add(1, new SparseVector(10, new int[] {3, 7, 9}, new double[] {1, 1, 1}));
    assertThat(sum.total()).containsExactly(1, 1, 1, 1, 0, 0, 0, 1, 0, 1);
  }

  @Test
  void aPartCountsFromItsOwnBeginning() {
    SparseVector vector = new SparseVector(10, new int[] {1, 4, 6, 9}, new double[] {1, 2, 3, 4});
    SparseVector part = vector.part(vector.countBefore(4), vector.countBefore(8), 4, 4);
    assertThat(part.toArray()).containsExactly(2, 0, 3, 0);
    assertThat(vector.get(6)).isEqualTo(3);
    assertThat(vector.get(5)).isZero();
  }

  @Test
  void elementsThatItCannotHaveAreRefused() {
    int[][] wrong = {{-1}, {3}, {0, 1}};
    for (int[] indices : wrong) {
      assertThatThrownBy(() -> new SparseVector(3, indices, new double[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}

package dev.bellows.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class KeyedPermutationTest {

  @Property(tries = 300)
  void everyNumberGoesToAPlaceOfItsOwn(
      @ForAll @IntRange(min = 1, max = 3000) int size, @ForAll long key) {
    KeyedPermutation permutation = new KeyedPermutation(size, key);
    BitSet taken = new BitSet(size);
    for (int number = 0; number < size; number++) {
      taken.set((int) permutation.apply(number));
    }
    assertThat(taken.cardinality()).isEqualTo(size);
    assertThat(taken.length()).isEqualTo(size);
  }

  @Property(tries = 300)
  void theInverseFindsTheNumberAgainAtAnySize(
      @ForAll @LongRange(min = 1, max = 1L << 50) long size, @ForAll long key, @ForAll long any) {
    KeyedPermutation permutation = new KeyedPermutation(size, key);
    long number = Math.floorMod(any, size);

    assertThat(permutation.apply(number)).isBetween(0L, size - 1);
    assertThat(permutation.invert(permutation.apply(number))).isEqualTo(number);
  }

  @Test
  void neighboursAreSpreadEvenly() {
    // The first 1000 numbers of 100,000 over ten equal parts: 100 each, chi-square with nine
    // degrees of freedom stays below 27.9 with probability 0.999; summed over 20 keys below 246.
    double chiSquare = 0;
    for (int key = 0; key < 20; key++) {
      KeyedPermutation permutation = new KeyedPermutation(100_000, key);
      int[] counts = new int[10];
      for (int number = 0; number < 1000; number++) {
        counts[(int) (permutation.apply(number) / 10_000)]++;
      }
      for (int count : counts) {
        chiSquare += (count - 100) * (count - 100) / 100.0;
      }
    }
    assertThat(chiSquare).isBetween(120.0, 246.0);
  }

  @Test
  void anotherKeyIsAnotherOrder() {
    int same = 0;
    for (int number = 0; number < 1000; number++) {
      same +=
          new KeyedPermutation(1000, 1).apply(number) == new KeyedPermutation(1000, 2).apply(number)
              ? 1
              : 0;
    }
    // one is expected by chance; ten have a probability of 1e-7
    assertThat(same).isLessThan(10);
  }

  @Test
  void nothingCannotBePermuted() {
    assertThatThrownBy(() -> new KeyedPermutation(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IndexSetTest {

  @Property(tries = 200)
  void itHoldsWhatASetOfBitsHoldsAndIsEmptyWhenDrained(
      @ForAll @IntRange(min = 1, max = 20_000) int size,
      @ForAll @IntRange(min = 0, max = 300) int times,
      @ForAll long seed) {
    Random random = new Random(seed);
    IndexSet set = new IndexSet(size);
    for (int round = 0; round < 3; round++) {
      BitSet expected = new BitSet();
      for (int i = 0; i < times; i++) {
        int from = random.nextInt(size);
        int kind = random.nextInt(4);
        if (kind == 0) {
          int offset = random.nextInt(from + 1);
          set.addAll(new int[] {7, from - offset, from - offset, -1}, 1, 3, offset);
          expected.set(from);
        } else if (kind < 3) {
          set.add(from);
          expected.set(from);
        } else {
          int to = from + random.nextInt(Math.min(size - from, 200) + 1);
          set.addRange(from, to);
          expected.set(from, to);
        }
      }
      assertThat(set.count()).isEqualTo(expected.cardinality());
      int asked = random.nextInt(size);
      assertThat(set.contains(asked)).isEqualTo(expected.get(asked));
      if (round == 1) {
        set.clear();
        assertThat(set.drain()).isEmpty();
      } else {
        assertThat(set.drain()).isEqualTo(expected.stream().toArray());
      }
      assertThat(set.count()).isZero();
    }
  }

  @Test
  void numbersThatCannotBeInItAreRefused() {
    IndexSet set = new IndexSet(70);
    for (int index : new int[] {-1, 70, 71, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> set.add(index)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> set.contains(index)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> set.addAll(new int[] {2, 69}, 0, 2, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> set.addRange(60, 71)).isInstanceOf(IndexOutOfBoundsException.class);
    set.addRange(70, 70);
    assertThat(set.drain()).isEmpty();
  }
}

package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OrderedSumTest {

  @Property(tries = 200)
  void theBitsDoNotDependOnTheOrderOfArrival(
      @ForAll @IntRange(min = 1, max = 40) int count, @ForAll long seed) {
    Random random = new Random(seed);
    double[][] arrays = new double[count][];
    double[] plain = new double[5];
    for (int i = 0; i < count; i++) {
      arrays[i] = random.nextInt(4) == 0 ? new double[0] : random.doubles(5, -1, 1).toArray();
      for (int j = 0; j < arrays[i].length; j++) {
        plain[j] += arrays[i][j];
      }
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      order.add(i);
    }

    double[] inOrder = sum(arrays, order);
    Collections.shuffle(order, random);
    double[] shuffled = sum(arrays, order);

    assertThat(shuffled).isEqualTo(inOrder);
    for (int j = 0; j < inOrder.length; j++) {
      assertThat(inOrder[j]).isEqualTo(plain[j], within(1e-14));
    }
  }

  private static double[] sum(double[][] arrays, List<Integer> order) {
    OrderedSum sum = new OrderedSum(arrays.length);
    for (int number : order) {
      sum.add(number, arrays[number].clone());
    }
    return sum.total();
  }

  @Test
  void theTreeIsTheOneOfTheNumbers() {
    // Values whose sum depends on the order: (a + b) + (c + d), not ((a + b) + c) + d.
    double[][] arrays = {{1e16}, {1}, {-1e16}, {1}};

    double[] sum = sum(arrays, List.of(3, 0, 2, 1));

    assertThat(sum).containsExactly((1e16 + 1) + (-1e16 + 1));
  }

  @Test
  void anUnfinishedSumIsRefused() {
    OrderedSum sum = new OrderedSum(2);
    sum.add(1, new double[] {1});

    assertThatThrownBy(sum::total).isInstanceOf(IllegalStateException.class);
  }
}

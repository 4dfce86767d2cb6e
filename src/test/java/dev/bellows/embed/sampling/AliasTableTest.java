package dev.bellows.embed.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.KeyedRandom;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AliasTableTest {
  private static final int DRAWS = 100_000;

  @Property(tries = 50)
  void numbersAreDrawnByTheirWeights(
      @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0, max = 1000) Double> given,
      @ForAll long seed) {
    double[] weights = given.stream().mapToDouble(weight -> weight).toArray();
    double sum = Arrays.stream(weights).sum();
    if (sum == 0) {
      weights[0] = sum = 1;
    }
    AliasTable table = new AliasTable(weights);
    KeyedRandom random = new KeyedRandom(seed, 1);
    int[] drawn = new int[weights.length];
    for (int i = 0; i < DRAWS; i++) {
      drawn[table.draw(random.nextLong())]++;
    }

    for (int i = 0; i < weights.length; i++) {
      double share = weights[i] / sum;
      double fiveDeviations = 5 * Math.sqrt(share * (1 - share) / DRAWS);
      assertThat(drawn[i] / (double) DRAWS).isCloseTo(share, within(fiveDeviations + 1e-4));
    }
  }

  @Test
  void oneNumberIsAlwaysDrawn() {
    AliasTable table = new AliasTable(new double[] {3});

    assertThat(table.draw(0)).isZero();
    assertThat(table.draw(-1)).isZero();
  }
}

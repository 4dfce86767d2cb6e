package dev.bellows.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class KeyedRandomTest {

  @Test
  void theMixIsSplitMix64s() {
    // The first outputs of the published reference implementation for seed 1234567
    long state = 1234567L;
    assertThat(KeyedRandom.mix(state += 0x9E3779B97F4A7C15L)).isEqualTo(6457827717110365317L);
    assertThat(KeyedRandom.mix(state += 0x9E3779B97F4A7C15L)).isEqualTo(3203168211198807973L);
  }

  @Test
  void oneKeyGivesOneStreamAndAnotherKeyAnother() {
    assertThat(new KeyedRandom(1, 2).nextLong()).isEqualTo(new KeyedRandom(1, 2).nextLong());
    assertThat(new KeyedRandom(1, 2).nextLong()).isNotEqualTo(new KeyedRandom(2, 1).nextLong());
  }

  @Test
  void gaussiansHaveMeanZeroAndDeviationOne() {
    KeyedRandom random = new KeyedRandom(5, 0);
    int n = 200_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double g = random.nextGaussian();
      sum += g;
      squares += g * g;
    }
    // five standard errors: 1/√n and √2/√n
    assertThat(sum / n).isEqualTo(0, within(5 / Math.sqrt(n)));
    assertThat(squares / n).isEqualTo(1, within(5 * Math.sqrt(2.0 / n)));
  }

  @Test
  void numbersByIndexAreUniform() {
    int n = 200_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double u = KeyedRandom.uniform(3, i);
      assertThat(u).isBetween(0.0, Math.nextDown(1.0));
      sum += u;
      squares += u * u;
    }
    // five standard errors: √(1/12) and √(4/45) over √n
    assertThat(sum / n).isEqualTo(0.5, within(5 * Math.sqrt(1 / 12.0 / n)));
    assertThat(squares / n).isEqualTo(1 / 3.0, within(5 * Math.sqrt(4 / 45.0 / n)));
    assertThat(KeyedRandom.uniform(3, 7)).isEqualTo(KeyedRandom.uniform(3, 7));
    assertThat(KeyedRandom.uniform(4, 7)).isNotEqualTo(KeyedRandom.uniform(3, 7));
  }
}

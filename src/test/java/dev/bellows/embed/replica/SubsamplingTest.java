package dev.bellows.embed.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.KeyedRandom;
import org.junit.jupiter.api.Test;

class SubsamplingTest {
  @Test
  void thePapersFormKeepsTheRootOfTheThresholdsShare() {
    // PTB: "the" is 50,770 of 887,100 words, and 2,161 of them stay at 1e-4 in the books.
    double share = Subsampling.share(50_770 / 887_100.0, 1e-4, SubsamplingForm.PAPER);

    assertThat(50_770 * share).isCloseTo(2_120, within(50.0));
  }

  @Test
  void word2vecsFormKeepsALittleMore() {
    // word2vec.c: (sqrt(cn / (sample * words)) + 1) * (sample * words) / cn
    double expected = (Math.sqrt(0.05 / 1e-4) + 1) * 1e-4 / 0.05;

    assertThat(Subsampling.share(0.05, 1e-4, SubsamplingForm.WORD2VEC))
        .isCloseTo(expected, within(1e-12));
    assertThat(Subsampling.share(1e-5, 1e-4, SubsamplingForm.WORD2VEC)).isEqualTo(1);
    assertThat(Subsampling.share(0.05, 0, SubsamplingForm.PAPER)).isEqualTo(1);
  }

  @Test
  void wordsAreKeptAsOftenAsThat() {
    Subsampling subsampling = new Subsampling(new long[] {900, 99, 1}, 1e-2, SubsamplingForm.PAPER);
    KeyedRandom random = new KeyedRandom(4, 4);
    int[] kept = new int[3];
    for (int i = 0; i < 100_000; i++) {
      for (int word = 0; word < 3; word++) {
        kept[word] += subsampling.keeps(word, random.nextLong()) ? 1 : 0;
      }
    }

    assertThat(kept[0] / 1e5).isCloseTo(Math.sqrt(1e-2 / 0.9), within(0.005));
    assertThat(kept[1] / 1e5).isCloseTo(Math.sqrt(1e-2 / 0.099), within(0.008));
    assertThat(kept[2]).isEqualTo(100_000);
  }
}

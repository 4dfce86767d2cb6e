package dev.bellows.embed.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SubsamplingTest {
  @Test
  void thePaperKeepsByTheRootOfTheShare() {
    Subsampling paper = new Subsampling(1e-4, SubsamplingForm.PAPER);

    // f = 0.04: dropped with 1 − √(0.0001/0.04) = 0.95
    assertThat(paper.chanceToKeep(40, 1000)).isEqualTo(0.05, within(1e-15));
    assertThat(paper.chanceToKeep(1, 10_000)).as("f = t").isEqualTo(1);
    assertThat(paper.chanceToKeep(1, 1_000_000)).as("rare").isEqualTo(1);
  }

  @Test
  void word2vecKeepsALittleMore() {
    Subsampling word2vec = new Subsampling(1e-4, SubsamplingForm.WORD2VEC);

    // (√400 + 1)/400
    assertThat(word2vec.chanceToKeep(40, 1000)).isEqualTo(0.0525, within(1e-15));
    assertThat(word2vec.chanceToKeep(1, 10_000)).isEqualTo(1);
  }

  @Test
  void withoutAThresholdEveryWordIsKept() {
    assertThat(new Subsampling(0, SubsamplingForm.PAPER).chanceToKeep(999, 1000)).isEqualTo(1);
  }
}

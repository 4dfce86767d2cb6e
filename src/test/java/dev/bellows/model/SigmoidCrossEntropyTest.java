package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SigmoidCrossEntropyTest {
  @Test
  void theMaskedExampleOfTheBooksGivesTheirNumbers() {
    // "Dive into Deep Learning", pretraining word2vec: 0.8740 and 1.2100.
    double first =
        SigmoidCrossEntropy.maskedMean(
            new double[] {1.5, 0.3, -1, 2}, new double[] {1, 0, 0, 0}, new double[] {1, 1, 1, 1});
    double second =
        SigmoidCrossEntropy.maskedMean(
            new double[] {1.1, -0.6, 2.2, 0.4},
            new double[] {1, 1, 0, 0},
            new double[] {1, 1, 1, 0});

    assertThat(first).isEqualTo(0.8740, within(5e-5));
    assertThat(second).isEqualTo(1.2100, within(5e-5));
  }

  @Test
  void paddingCountsForNothingWhateverStandsThere() {
    double alone = SigmoidCrossEntropy.loss(0.3, 1);
    double padded =
        SigmoidCrossEntropy.maskedMean(
            new double[] {0.3, Double.NaN}, new double[] {1, 0}, new double[] {1, 0});

    assertThat(padded).isEqualTo(alone);
    assertThatThrownBy(
            () -> SigmoidCrossEntropy.maskedMean(new double[2], new double[1], new double[2]))
        .hasMessage("2 logits, 1 labels and a mask of 2");
  }

  @Test
  void theMeanOfAWindowIsTheMaskedMean() {
    double[] logits = {1.1, -0.6, 2.2};
    double masked =
        SigmoidCrossEntropy.maskedMean(logits, new double[] {1, 1, 0}, new double[] {1, 1, 1});

    assertThat(SigmoidCrossEntropy.mean(logits, 2, 3)).isEqualTo(masked);
    assertThat(SigmoidCrossEntropy.meanAndSlopes(logits.clone(), 2, 3)).isEqualTo(masked);
  }

  @Test
  void noLogitOverflows() {
    assertThat(SigmoidCrossEntropy.loss(1000, 0)).isEqualTo(1000);
    assertThat(SigmoidCrossEntropy.loss(-1000, 1)).isEqualTo(1000);
    assertThat(SigmoidCrossEntropy.loss(1000, 1)).isZero();
    assertThat(SigmoidCrossEntropy.loss(-40, 0))
        .as("ln(1+x) of a small x")
        .isEqualTo(Math.exp(-40), within(1e-32));
    double[] slopes = {1000, -1000};
    assertThat(SigmoidCrossEntropy.meanAndSlopes(slopes, 0, 2)).isEqualTo(500);
    assertThat(slopes).containsExactly(0.5, 0);
  }
}

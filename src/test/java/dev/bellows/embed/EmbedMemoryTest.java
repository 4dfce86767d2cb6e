package dev.bellows.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.TestSpark;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.embed.replica.Objective;
import dev.bellows.embed.sampling.SubsamplingForm;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;

class EmbedMemoryTest {
  private static Blueprint blueprint(int replicas) {
    return new Blueprint(
        Objective.SKIP_GRAM,
        100,
        5,
        5,
        0.75,
        0,
        SubsamplingForm.PAPER,
        0.1,
        0,
        1,
        1,
        replicas,
        1,
        1);
  }

  @Test
  void aSingleReplicaInTheDriversProcessHasTheOnlyTables() {
    // A row of 100 floats is padded to 112: 448 bytes; two tables; 20 bytes to draw a word by.
    EmbedMemory memory = EmbedMemory.of(blueprint(1), 2_000_000, 50_000_000, true);

    assertThat(memory.replica()).isEqualTo(2_000_000L * (2 * 448 + 20) + 4 * 50_000_000L);
    assertThat(memory.driver()).isEqualTo(2_000_000L * 160);
  }

  @Test
  void replicasThatMergeHaveTheirTablesTwiceAndTheDriverACopy() {
    EmbedMemory memory = EmbedMemory.of(blueprint(2), 1000, 5000, false);

    assertThat(memory.replica()).isEqualTo(1000 * (4 * 448 + 18 + 20) + 4 * 2500);
    assertThat(memory.driver()).isEqualTo(1000 * (160 + 2 * 448));
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheFigures() {
    SparkContext spark = TestSpark.context().sc();
    long heap = Runtime.getRuntime().maxMemory();
    long words = heap / (2 * 448);

    assertThatThrownBy(
            () -> EmbedMemory.of(blueprint(1), words, 1000, true).require(blueprint(1), spark))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "the tables need about [\\d.]+ GB in one process .*; there are [\\d.]+ GB: give more"
                + " with --driver-memory, or lower dimensions, or raise corpus.min-count");
    assertThatCode(
            () -> EmbedMemory.of(blueprint(1), words / 2, 1000, true).require(blueprint(1), spark))
        .doesNotThrowAnyException();
  }
}

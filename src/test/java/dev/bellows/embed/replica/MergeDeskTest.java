package dev.bellows.embed.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.embed.replica.Message.Changes;
import dev.bellows.embed.replica.Message.Merged;
import dev.bellows.embed.sampling.SubsamplingForm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MergeDeskTest {
  private static final long[] COUNTS = {1_000_000, 1000, 3};

  private static Blueprint blueprint(int replicas) {
    return new Blueprint(
        Objective.SKIP_GRAM, 2, 5, 5, 0.75, 0, SubsamplingForm.PAPER, 0.1, 0, 1, 1, replicas, 1, 1);
  }

  @Test
  void aRareRowIsMovedByTheSumAndAFrequentOneByTheMean() {
    Contraction contraction = new Contraction(blueprint(4), COUNTS, 1_000_000);

    assertThat(contraction.share(0, 0)).isEqualTo(0.25f);
    assertThat(contraction.share(0, 2)).isCloseTo(1, within(0.1f));
    assertThat(contraction.share(0, 1)).isBetween(0.25f, 1f);
    assertThat(new Contraction(blueprint(1), COUNTS, 1000).share(1, 1)).isEqualTo(1);
  }

  @Test
  void changesAreAddedInTheOrderOfTheReplicasWhoeverComesFirst() {
    List<float[]> results = new ArrayList<>();
    for (int first = 0; first < 2; first++) {
      Tables base = Tables.zeros(3, 2);
      base.vectors().setRow(2, new float[] {1, 2}, 0);
      MergeDesk desk = new MergeDesk(base, new Contraction(blueprint(2), COUNTS, 1e-3), 2);
      List<Merged> merged = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int replica = (first + i) % 2;
        int[] rows = replica == 0 ? new int[] {0, 2} : new int[] {2};
        float[] values = replica == 0 ? new float[] {5, 6, 0.1f, 0.2f} : new float[] {1e8f, -1};
        assertThat(merged).as("answered when all are there").isEmpty();
        desk.take(
            new Changes(4, 0, 0, replica, rows, values), answer -> merged.add((Merged) answer));
      }
      assertThat(merged).hasSize(2);
      assertThat(merged.get(0).rows()).containsExactly(0, 2);
      results.add(merged.get(0).values());
    }

    assertThat(results.get(0)).isEqualTo(results.get(1));
    assertThat(results.get(0)[0]).isCloseTo(5, within(1e-3f));
    assertThat(results.get(0)[3]).isCloseTo(2 + 0.2f - 1, within(1e-5f));
  }
}

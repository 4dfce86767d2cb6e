package dev.bellows.app;

import static dev.bellows.app.Searches.legs;
import static dev.bellows.app.Searches.requireEveryLegOnce;
import static dev.bellows.app.Searches.search;
import static dev.bellows.app.Searches.table;
import static dev.bellows.app.Trainings.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches on a real cluster: no number of their tables depends on it, or on its executors. */
@Tag("cluster")
@Isolated("it needs the machine for itself")
class SearchIT extends ClusterTrainings {
  private static final String RATES = "search.space.optimizer.learning-rate.grid=2";
  private static final int TRIALS = 7 * 2 * 2;
  private static final int SECONDS = 90;

  @Test
  void bothWaysGiveTheSameTableOnAClusterAndOnOneMachine() throws Exception {
    Path job = Searches.airfoil(folder);
    Path local = folder.resolve("local");
    complete("local[2]", search(job, local, RATES));
    assertThat(table(local)).hasSize(1 + TRIALS);
    for (String way : List.of("task", "job")) {
      Path run = folder.resolve(way);
      Ended ended = complete(cluster().url(), search(job, run, RATES, "search.way=" + way));

      assertThat(ended.err()).contains("way = " + way + ":", "on spark://");
      assertThat(table(run)).as(way).isEqualTo(table(local));
    }
  }

  /** Tasks are so much faster that it takes more epochs to meet them at work. */
  @ParameterizedTest
  @CsvSource({"task, 500", "job, 12"})
  @Tag("slow")
  void anExecutorKilledInMidSearchChangesNoNumber(String way, int epochs) throws Exception {
    Path job = Searches.airfoil(folder);
    Path local = folder.resolve("local");
    complete("local[2]", search(job, local, RATES, "epochs=" + epochs));
    Path run = folder.resolve("run");
    start(
        cluster().url(),
        List.of(),
        search(job, run, RATES, "epochs=" + epochs, "search.way=" + way));
    Launcher.until(() -> legs(run).size() >= TRIALS / 6, SECONDS);
    signal(cluster().executors().get(0), "KILL");
    int before = legs(run).size();
    Ended ended = end();

    assertThat(before).as("trials when the executor was killed").isLessThan(TRIALS);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(log(run)).contains("Lost executor");
    assertThat(table(run)).isEqualTo(table(local));
    requireEveryLegOnce(run);
  }
}

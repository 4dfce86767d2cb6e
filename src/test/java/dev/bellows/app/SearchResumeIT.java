package dev.bellows.app;

import static dev.bellows.app.Searches.legs;
import static dev.bellows.app.Searches.requireEveryLegOnce;
import static dev.bellows.app.Searches.resume;
import static dev.bellows.app.Searches.search;
import static dev.bellows.app.Searches.table;
import static dev.bellows.app.Trainings.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A search whose process is killed again and again, and goes on. */
@Tag("launcher")
@Tag("slow")
class SearchResumeIT extends DisturbedRuns {
  private static final int KILLS = 5;

  /** 27 trials of 10 epochs, about 9 of 30, 3 of 90 and one of 270. */
  private static final String JOB =
      """
      include "%s"
      model { type = perceptron, hidden = [8], loss = squared }
      epochs = 270
      search {
        strategy = asha
        trials = 27
        min-budget = 10
        keep = 3
        space {
          optimizer.name = [sgd, adam, rmsprop]
          optimizer.learning-rate { log-uniform = [1e-4, 10] }
          batch-size { integer = [8, 64], log = true }
        }
      }
      """;

  @Test
  void aSearchThatIsKilledFiveTimesHasTheSameTableAndRunsNothingTwice() throws Exception {
    Path job = Files.writeString(folder.resolve("halving.conf"), JOB.formatted(Trainings.WING));
    Path unbroken = folder.resolve("unbroken");
    toTheEnd(search(job, unbroken));
    int all = legs(unbroken).size();
    assertThat(all).isGreaterThan(27);

    long seed = System.nanoTime();
    System.out.println("SearchResumeIT kills at moments of the seed " + seed);
    Random random = new Random(seed);
    List<Integer> moments = new ArrayList<>(List.of(0)); // before anything is on record
    random.ints(1, all - 4).distinct().limit(KILLS - 1L).sorted().forEach(moments::add);
    Path run = folder.resolve("run");
    List<String> recorded = List.of();
    for (int kill = 0; kill < KILLS; kill++) {
      start(kill == 0 ? search(job, run) : resume(run));
      int until = Math.max(moments.get(kill), kill == 0 ? 0 : recorded.size() + 1);
      watch("the state", () -> Files.exists(run.resolve("state/trials.jsonl")));
      watch("leg " + until, () -> legs(run).size() >= until);
      Thread.sleep(random.nextInt(60));
      kill("in mid-search");
      assertThat(legs(run).subList(0, recorded.size())).isEqualTo(recorded);
      recorded = legs(run);
      requireEveryLegOnce(run);
    }
    assertThat(recorded.size()).as("legs before the last kill").isLessThan(all);
    toTheEnd(resume(run));

    assertThat(table(run)).isEqualTo(table(unbroken));
    assertThat(legs(run)).hasSize(all);
    assertThat(legs(run).subList(0, recorded.size())).isEqualTo(recorded);
    requireEveryLegOnce(run);
    assertThat(names(run)).isEqualTo(names(unbroken));
    assertThat(names(run.resolve("models")))
        .hasSize(3)
        .isEqualTo(names(unbroken.resolve("models")));
    for (String model : names(run.resolve("models"))) {
      assertThat(run.resolve("models").resolve(model))
          .hasSameBinaryContentAs(unbroken.resolve("models").resolve(model));
    }
    assertThat(names(run.resolve("state"))).isEqualTo(names(unbroken.resolve("state")));
    assertThat(run.resolve("best.conf")).hasSameTextualContentAs(unbroken.resolve("best.conf"));
  }
}

package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import dev.bellows.report.AtomicFile;
import dev.bellows.report.Table;
import dev.bellows.search.Fold;
import dev.bellows.search.LegResult;
import dev.bellows.search.Status;
import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Leg;
import dev.bellows.train.Engine;
import dev.bellows.train.Evaluation;
import dev.bellows.train.Listener;
import dev.bellows.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search of the README: its 168 trials against a plain loop over the reference engine. */
class AirfoilSearchTest {
  private static final int TRIALS = 7 * 12 * 2;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  @Test
  void bothWaysGiveTheTableOfAPlainLoopOverTheLocalEngine() throws IOException {
    Path job = Searches.airfoil(folder);
    List<String> expected = loop(job);
    assertThat(expected).hasSize(1 + TRIALS);
    for (String way : List.of("task", "job")) {
      Path run = folder.resolve(way);
      Ended ended = Ended.run(Searches.search(job, run, "search.way=" + way).toArray());

      assertThat(ended.code()).as(ended.err()).isZero();
      assertThat(Searches.table(run)).as(way).isEqualTo(expected);
    }
  }

  /** Trains one trial after the other, each from its start to its end. */
  private List<String> loop(Path job) throws IOException {
    SearchJob search = SearchJobFile.read(job, List.of("engine=local"));
    SearchRows rows = new SearchRows(search, TestSpark.session());
    rows.begin();
    Fold fold = rows.load(0).get(0);
    List<LegResult> legs = new ArrayList<>();
    for (Trial trial : search.trials()) {
      TrainingResult result =
          Engine.of(Engine.Kind.LOCAL)
              .train(new TrialTrainings(search, rows).training(trial, fold), new Listener() {});
      legs.add(leg(new Leg(trial.number(), 0, 0, search.budget()), result));
    }
    fold.training().unpersist();
    Path run = Files.createDirectories(folder.resolve("loop"));
    Table table = new SearchTable(search, legs).table();
    AtomicFile.write(run.resolve("trials.csv"), table::writeCsv);
    return Searches.table(run);
  }

  private static LegResult leg(Leg leg, TrainingResult result) {
    if (!result.stop().regular()) {
      return new LegResult(
          leg, Status.DIVERGED, Double.NaN, Map.of(), result.steps(), 0, result.explanation());
    }
    Evaluation evaluation = result.evaluation().orElseThrow();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("loss", evaluation.loss());
    figures.put("validation-loss", evaluation.validationLoss().orElseThrow());
    figures.putAll(evaluation.figures());
    double value = figures.get("validation-loss");
    return new LegResult(leg, Status.FINISHED, value, figures, result.steps(), 0, "");
  }
}

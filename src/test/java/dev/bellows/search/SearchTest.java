package dev.bellows.search;

import static dev.bellows.search.SmallSearch.EPOCHS;
import static dev.bellows.search.SmallSearch.timeless;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import dev.bellows.model.Objective;
import dev.bellows.search.SearchResult.Standing;
import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Leg;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.StopRules;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"TASK,1,1", "TASK,2,1", "TASK,3,3", "JOB,1,1", "JOB,2,1", "JOB,2,3", "AUTO,2,1"})
  void theTableIsThatOfALoopOverTheLocalEngineToTheLastBit(Way way, int partitions, int folds)
      throws IOException {
    SmallSearch small = new SmallSearch(folder, partitions, folds);
    int trials = way == Way.JOB ? 12 : 26;
    List<LegResult> expected =
        small.oneByOne(trials, Plans.full(trials, EPOCHS), BudgetUnit.EPOCHS);
    SearchResult result = small.full(trials).way(way).build().run();

    assertThat(timeless(result.legs())).isEqualTo(expected);
    assertThat(result.complete()).isTrue();
    assertThat(expected.get(11).status()).isEqualTo(Status.DIVERGED);
    assertThat(expected.get(11).reason()).contains("lower optimizer.learning-rate");
    assertThat(expected.get(0).figures()).containsKeys("loss", "validation-loss", "rmse", "r2");
  }

  @ParameterizedTest
  @CsvSource({"TASK,1", "TASK,2", "JOB,1"})
  void survivorsGoOnWithTheBitsOfAnUninterruptedTraining(Way way, int folds) throws IOException {
    SmallSearch small = new SmallSearch(folder, 2, folds);
    List<LegResult> expected = small.oneByOne(13, Plans.rungs(13, 1, 2, EPOCHS), BudgetUnit.EPOCHS);
    Path kept = folder.resolve("search");
    List<Integer> saved = new ArrayList<>();
    SearchResult result =
        small
            .search(13, Plans.rungs(13, 1, 2, EPOCHS))
            .way(way)
            .directory(kept, "rungs")
            .listener(
                new SearchListener() {
                  @Override
                  public void onLeg(LegResult leg, SearchProgress progress) {
                    saved.add(folders(kept.resolve("trials")));
                  }
                })
            .build()
            .run();

    assertThat(timeless(result.legs())).isEqualTo(expected);
    assertThat(saved).contains(7).allMatch(trials -> trials <= 13);
    assertThat(kept.resolve("trials")).doesNotExist();
  }

  private static int folders(Path of) {
    try (Stream<Path> all = Files.exists(of) ? Files.list(of) : Stream.empty()) {
      return (int) all.count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"TASK", "JOB"})
  void budgetsMayBeStepsAndEndInTheMiddleOfAnEpoch(Way way) throws IOException {
    SmallSearch small = new SmallSearch(folder, 2, 1);
    List<LegResult> expected = small.oneByOne(6, Plans.rungs(6, 5, 17), BudgetUnit.STEPS);
    SearchResult result =
        small.search(6, Plans.rungs(6, 5, 17)).budget(BudgetUnit.STEPS, 17).way(way).build().run();

    assertThat(timeless(result.legs())).isEqualTo(expected);
    assertThat(result.legs().get(0).steps()).isEqualTo(5);
  }

  @Test
  void theBestModelsAreThoseOfTheirTrialsTrainedAlone() throws IOException {
    SmallSearch small = new SmallSearch(folder, 2, 1);
    Path kept = folder.resolve("search");
    SearchResult result =
        small.full(30).way(Way.TASK).keep(3).directory(kept, "best").build().run();
    List<LegResult> ranked =
        result.legs().stream()
            .filter(LegResult::finished)
            .sorted(Comparator.comparingDouble(LegResult::value))
            .toList();

    assertThat(result.best()).extracting(Standing::leg).isEqualTo(ranked.subList(0, 3));
    Fold rows = small.load(0).get(0);
    for (Standing standing : result.best()) {
      TrainingResult alone =
          Engine.of(Engine.Kind.LOCAL)
              .train(small.training(standing.trial(), rows), new Listener() {});
      assertThat(standing.parameters().get(0)).isEqualTo(alone.parameters());
      Map<String, Tensor> tensors = Safetensors.read(standing.models().get(0)).tensors();
      assertThat(tensors).containsOnlyKeys("weight", "bias");
      assertThat(standing.trial())
          .isEqualTo(SmallSearch.trials(30).get(standing.leg().leg().trial()));
    }
    rows.unpersist();
    assertThat(folders(kept.resolve("models"))).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"TASK", "JOB"})
  void theBestLegNeedNotBeTheLastAndItsModelIsKept(Way way) throws IOException {
    SmallSearch small = new SmallSearch(folder, 2, 1);
    Path kept = folder.resolve("search");
    // As if large losses were good: a trial gets worse the further it is trained.
    Metric worst = new Metric(Metric.VALIDATION_LOSS, Metric.Direction.MAXIMIZE);
    SearchResult result =
        small
            .search(8, Plans.rungs(8, 1, 2, EPOCHS))
            .metric(worst)
            .way(way)
            .keep(3)
            .directory(kept, "early")
            .build()
            .run();
    List<LegResult> best =
        IntStream.range(0, 8)
            .mapToObj(
                trial ->
                    result.legs().stream()
                        .filter(leg -> leg.leg().trial() == trial && leg.finished())
                        .max(Comparator.comparingDouble(LegResult::value))
                        .orElseThrow())
            .sorted(Comparator.comparingDouble(leg -> -leg.value()))
            .limit(3)
            .toList();

    assertThat(result.best()).extracting(Standing::leg).isEqualTo(best);
    assertThat(best.get(0).leg().to()).isEqualTo(1);
    assertThat(result.legs())
        .as("it was trained to the end")
        .anyMatch(leg -> leg.leg().trial() == best.get(0).leg().trial() && leg.leg().rung() == 2);
    Fold rows = small.load(0).get(0);
    for (Standing standing : result.best()) {
      Training until =
          small.training(standing.trial(), rows).toBuilder()
              .epochs((int) standing.leg().leg().to())
              .build();
      TrainingResult alone = Engine.of(Engine.Kind.LOCAL).train(until, new Listener() {});
      assertThat(standing.parameters().get(0)).isEqualTo(alone.parameters());
    }
    rows.unpersist();
    assertThat(folders(kept.resolve("models"))).isEqualTo(3);
  }

  @Test
  void ofEqualLegsTheCheaperIsTheBetterThenTheFirst() {
    Metric accuracy = Metric.of("accuracy");
    List<LegResult> legs =
        Stream.of(
                leg(0, 0, 1, 0.5),
                leg(0, 1, 3, 0.9),
                leg(1, 0, 1, 0.9),
                leg(2, 0, 1, 0.9),
                leg(2, 1, 3, 0.8))
            .sorted(LegResult.bestFirst(accuracy))
            .toList();

    assertThat(legs)
        .extracting(leg -> leg.leg().trial() + "@" + leg.leg().to())
        .containsExactly("1@1", "2@1", "0@3", "2@3", "0@1");
  }

  private static LegResult leg(int trial, int rung, long to, double value) {
    Leg leg = new Leg(trial, rung, 0, to);
    return new LegResult(leg, Status.FINISHED, value, Map.of(), to, 0, "");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void tasksOfAClusterGetTheirLegsTogetherAndFindTheSame(int folds) throws IOException {
    SmallSearch small = new SmallSearch(folder, 2, folds);
    List<LegResult> expected = small.oneByOne(13, Plans.rungs(13, 1, 2, EPOCHS), BudgetUnit.EPOCHS);
    SearchResult result =
        small.search(13, Plans.rungs(13, 1, 2, EPOCHS)).way(Way.TASK).apart().build().run();

    assertThat(timeless(result.legs())).isEqualTo(expected);
    assertThat(result.winner().get().parameters()).hasSize(folds);
  }

  @Test
  void moreLegsThanArePostedAtOnceAllComeBack() throws IOException {
    int trials = 150;
    SearchResult result =
        new SmallSearch(folder, 1, 1).full(trials).way(Way.TASK).parallel(2).build().run();

    assertThat(result.legs()).hasSize(trials);
    assertThat(result.complete()).isTrue();
  }

  @Test
  void eachFoldHasItsOwnModel() throws IOException {
    SearchResult result = new SmallSearch(folder, 1, 3).full(5).keep(2).build().run();

    assertThat(result.best()).hasSize(2);
    assertThat(result.winner().get().parameters()).hasSize(3).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"TASK,false", "TASK,true", "JOB,false"})
  void aTrialThatThrowsIsAResultAndTheOthersGoOn(Way way, boolean apart) throws IOException {
    SmallSearch small = new SmallSearch(folder, 1, 1);
    TrialFactory unsound =
        (trial, fold) -> {
          if (trial.number() == 2) {
            throw new IllegalArgumentException("no such thing\nas that");
          }
          return trial.number() == 4
              ? small.around(Throwing::new).training(trial, fold)
              : small.around(plain -> plain).training(trial, fold);
        };
    int trials = 8;
    Search.Builder search =
        Search.of(
                TestSpark.context(),
                SmallSearch.trials(trials),
                Plans.full(trials, EPOCHS),
                small,
                unsound)
            .budget(BudgetUnit.EPOCHS, EPOCHS)
            .way(way)
            .parallel(1);
    SearchResult result = (apart ? search.apart() : search).build().run();

    assertThat(result.legs())
        .extracting(LegResult::finished)
        .containsExactly(true, true, false, true, false, true, true, true);
    assertThat(result.legs().get(2).status()).isEqualTo(Status.FAILED);
    assertThat(result.legs().get(2).reason()).isEqualTo("IllegalArgumentException: no such thing");
    assertThat(result.legs().get(4).status()).isEqualTo(Status.FAILED);
    assertThat(result.legs().get(4).reason()).contains("the objective is out of order");
  }

  /** An objective that throws as soon as it is asked for a gradient. */
  private record Throwing(Objective inner) implements Objective {
    @Override
    public Layout layout() {
      return inner.layout();
    }

    @Override
    public double[] initialParameters(long seed) {
      return inner.initialParameters(seed);
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
      throw new IllegalStateException("the objective is out of order");
    }

    @Override
    public double loss(Examples examples, int[] rows, int count, double[] parameters) {
      return inner.loss(examples, rows, count, parameters);
    }
  }

  @Test
  void whereAllTrialsDivergeThereIsATableAndNoWinner() throws IOException {
    SmallSearch small = new SmallSearch(folder, 2, 1);
    List<Trial> wild =
        IntStream.range(0, 5)
            .mapToObj(n -> new Trial(n, SmallSearch.trials(12).get(11).settings()))
            .toList();
    SearchResult result =
        Search.of(TestSpark.context(), wild, Plans.rungs(5, 1, 2), small, small)
            .budget(BudgetUnit.EPOCHS, EPOCHS)
            .build()
            .run();

    assertThat(result.legs())
        .hasSize(5)
        .extracting(LegResult::status)
        .containsOnly(Status.DIVERGED);
    assertThat(result.winner()).isEmpty();
    assertThat(result.complete()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"TASK", "JOB"})
  void aTrainingThatHasComeToItsOwnEndIsNotTrainedOn(Way way) throws IOException {
    Settings patient =
        Settings.DEFAULTS.with(StopRules.PATIENCE, 1L).with(StopRules.MIN_IMPROVEMENT, 1e9);
    SmallSearch small =
        new SmallSearch(folder, 2, 1).with(each -> each.stop(StopRules.of(patient)));
    SearchResult result = small.search(4, Plans.rungs(4, 3, EPOCHS)).way(way).build().run();

    LegResult first = result.legs().get(0);
    assertThat(first.reason()).contains("found no better validation loss");
    for (int i = 1; i < result.legs().size(); i++) {
      LegResult before = result.legs().get(i - 1);
      LegResult leg = result.legs().get(i);
      if (leg.leg().rung() == 1) {
        assertThat(leg.steps()).isEqualTo(before.steps());
        assertThat(leg.value()).isEqualTo(before.value());
        assertThat(leg.figures()).isEqualTo(before.figures());
        assertThat(leg.reason()).isEqualTo(before.reason());
      }
    }
    assertThat(result.legs()).hasSize(6);
    assertThat(result.winner().get().parameters().get(0)).hasSize(4);
  }

  @Test
  void whatIsNeverMeasuredIsMeasuredWhereALegEnds() throws IOException {
    SmallSearch small = new SmallSearch(folder, 2, 1);
    List<LegResult> expected = small.full(3).build().run().legs();
    small.with(each -> each.evaluate(Interval.NONE));

    assertThat(timeless(small.full(3).build().run().legs())).isEqualTo(timeless(expected));
  }

  @Test
  void aMetricThatIsNotMeasuredFailsTheTrialWithItsNearestName() throws IOException {
    SearchResult result =
        new SmallSearch(folder, 1, 1).full(1).metric(Metric.of("rsme")).build().run();

    assertThat(result.legs().get(0).reason()).startsWith("rsme is not measured (did you mean");
  }

  @Test
  void aLargerMetricMayBeTheBetterOne() throws IOException {
    SearchResult result =
        new SmallSearch(folder, 1, 1).full(10).metric(Metric.of("r2")).build().run();

    double largest =
        result.legs().stream()
            .filter(LegResult::finished)
            .mapToDouble(LegResult::value)
            .max()
            .getAsDouble();
    assertThat(result.winner().get().leg().value()).isEqualTo(largest);
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"TASK", "JOB"})
  void rowsOfSeveralGroupsAreLoadedWhenTheyAreNeeded(Way way) throws IOException {
    List<SmallSearch> groups = new ArrayList<>();
    for (int group = 0; group < 3; group++) {
      Path own = Files.createDirectory(folder.resolve("group" + group));
      groups.add(new SmallSearch(own, 1 + group, 1));
    }
    SearchData data =
        new SearchData() {
          @Override
          public int group(Trial trial) {
            return trial.number() % 3;
          }

          @Override
          public List<Fold> load(int group) {
            return groups.get(group).load(0);
          }
        };
    Set<Integer> partitions = new HashSet<>();
    int trials = 9;
    SearchResult result =
        Search.of(
                TestSpark.context(),
                SmallSearch.trials(trials),
                Plans.full(trials, EPOCHS),
                data,
                (trial, fold) -> {
                  assertThat(fold.training().partitions()).isEqualTo(1 + trial.number() % 3);
                  partitions.add(fold.training().partitions());
                  return groups.get(0).training(trial, fold);
                })
            .budget(BudgetUnit.EPOCHS, EPOCHS)
            .way(way)
            .build()
            .run();

    assertThat(result.legs()).hasSize(trials).allMatch(LegResult::finished);
    assertThat(partitions).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(groups).allMatch(group -> group.loads() == 1);
  }
}

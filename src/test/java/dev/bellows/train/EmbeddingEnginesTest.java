package dev.bellows.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.windows.PlainText;
import dev.bellows.embed.windows.WindowExamples;
import dev.bellows.model.Cbow;
import dev.bellows.model.Objective;
import dev.bellows.model.SkipGram;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The embedding objectives through every engine, on windows of a made text. */
class EmbeddingEnginesTest {
  private static final int WORDS = 40;
  private static final int DIMENSIONS = 5;
  private static final Map<Integer, Dataset> WINDOWS = new HashMap<>();

  @BeforeAll
  static void makeWindows() {
    Random random = new Random(4);
    List<String> lines =
        IntStream.range(0, 60)
            .mapToObj(
                line ->
                    IntStream.range(0, 2 + random.nextInt(6))
                        .mapToObj(i -> "w" + (int) (WORDS * Math.pow(random.nextDouble(), 2)))
                        .reduce("", (a, b) -> a + " " + b))
            .toList();
    PlainText text = PlainText.of(lines, 1);
    Settings settings =
        Settings.DEFAULTS
            .with(EmbedSettings.SUBSAMPLING, 0.0)
            .with(EmbedSettings.WINDOW, 2L)
            .with(EmbedSettings.NEGATIVES, 2L);
    for (int blocks : new int[] {1, 2, 3, 7}) {
      WINDOWS.put(
          blocks,
          WindowExamples.of(
              text.shares(TestSpark.context(), 3), text.vocabulary(), settings, blocks));
    }
  }

  @AfterAll
  static void forgetWindows() {
    WINDOWS.values().forEach(Dataset::unpersist);
  }

  private static Objective objective(String name) {
    int words = WINDOWS.get(1).columns();
    return name.equals("cbow") ? new Cbow(words, DIMENSIONS) : new SkipGram(words, DIMENSIONS);
  }

  private static Training training(String name, String optimizer, int blocks, int batch) {
    Objective objective = objective(name);
    Dataset rows = WINDOWS.get(blocks);
    return Training.of(
            objective,
            TrainingRows.optimizer(objective.layout(), optimizer, "learning-rate", 0.05),
            rows,
            new BatchPlan(rows.rows(), batch, true, 11))
        .epochs(2)
        .build();
  }

  private static TrainingResult run(Engine.Kind kind, Kind exchange, Training training) {
    return Engine.of(kind, ExchangeSettings.DEFAULT.with(exchange))
        .train(training, new Listener() {});
  }

  static Stream<Training> everyShape() {
    return Stream.of("skip-gram", "cbow")
        .flatMap(
            name ->
                Stream.of("adam", "sparse-adam", "sparse-adagrad")
                    .flatMap(
                        optimizer ->
                            Stream.of(1, 2, 3, 7)
                                .map(blocks -> training(name, optimizer, blocks, 16))));
  }

  @ParameterizedTest
  @MethodSource("everyShape")
  void theSynchronousEngineEqualsTheLocalReference(Training training) {
    TrainingResult reference = run(Engine.Kind.LOCAL, Kind.AUTO, training);
    TrainingResult stage = run(Engine.Kind.SYNCHRONOUS, Kind.STAGE, training);
    TrainingResult jobs = run(Engine.Kind.SYNCHRONOUS, Kind.JOB, training);

    assertThat(stage.parameters()).as("the same bits by jobs").isEqualTo(jobs.parameters());
    assertThat(stage.loss()).isEqualTo(jobs.loss());
    double[] parameters = reference.parameters();
    if (training.rows().partitions() == 1) {
      assertThat(stage.parameters()).as("one block: the same order").isEqualTo(parameters);
      TrainingResult rounds = run(Engine.Kind.ROUNDS, Kind.STAGE, training);
      assertThat(rounds.parameters()).as("one replica: exact steps").isEqualTo(parameters);
    }
    assertThat(stage.parameters()).containsExactly(parameters, within(1e-12));
    assertThat(stage.rows()).isEqualTo(2 * training.rows().rows());
  }

  @ParameterizedTest
  @CsvSource({"skip-gram, sparse-adam", "skip-gram, sparse-adagrad", "cbow, sparse-adam"})
  void rowWiseOptimizersMoveOnlyWordsThatTheBatchHas(String name, String optimizer) {
    Training training =
        training(name, optimizer, 2, 3).toBuilder()
            .initial(objective(name).initialParameters(3))
            .stop(StopRules.of(Settings.DEFAULTS.with(StopRules.STEPS, 1L)))
            .build();

    double[] before = training.initial();
    double[] after = run(Engine.Kind.SYNCHRONOUS, Kind.STAGE, training).parameters();

    double[] gradient = new double[before.length];
    training
        .rows()
        .blocks()
        .collect()
        .forEach(
            block ->
                block.visitBatch(
                    training.plan(),
                    1,
                    0,
                    (piece, firstRow, rows, count) ->
                        training
                            .objective()
                            .addLossAndGradient(piece, rows, count, before, gradient)));
    int moved = 0;
    for (int row = 0; row < before.length; row += DIMENSIONS) {
      boolean touched = Arrays.stream(gradient, row, row + DIMENSIONS).anyMatch(g -> g != 0);
      boolean same = Arrays.equals(before, row, row + DIMENSIONS, after, row, row + DIMENSIONS);
      assertThat(same).as("row %d", row / DIMENSIONS).isNotEqualTo(touched);
      moved += touched ? 1 : 0;
    }
    assertThat(moved).isBetween(4, before.length / DIMENSIONS / 2);
  }
}

package dev.bellows.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.model.LinearRegression;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.rounds.InnerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoundsEngineTest {
  private static final LinearRegression REGRESSION = new LinearRegression(3);
  private static final Map<Integer, Dataset> DATASETS = new HashMap<>();
  private static final long SEED = 11;

  @BeforeAll
  static void loadRows(@TempDir Path folder) throws IOException {
    Path file = TrainingRows.write(folder);
    for (int partitions : new int[] {1, 2, 3, 7, 60}) {
      DATASETS.put(partitions, TrainingRows.load(file, partitions));
    }
  }

  @AfterAll
  static void forgetRows() {
    DATASETS.values().forEach(Dataset::unpersist);
  }

  private static Optimizer optimizer(String name, Object... settings) {
    return TrainingRows.optimizer(REGRESSION.layout(), name, settings);
  }

  private static Training training(Optimizer optimizer, int partitions, long batch, int epochs) {
    Dataset rows = DATASETS.get(partitions);
    long share = (rows.rows() - 1) / partitions + 1;
    return Training.of(
            REGRESSION, optimizer, rows, new BatchPlan(share, Math.min(batch, share), true, SEED))
        .epochs(epochs)
        .build();
  }

  private static RoundSettings rounds(Interval length, InnerState inner, Optimizer outer) {
    return new RoundSettings(length, inner, Optional.ofNullable(outer));
  }

  private static ExchangeSettings exchange(Kind kind, Precision precision) {
    return ExchangeSettings.of(
            Settings.DEFAULTS.with(ExchangeSettings.PRECISION, precision), "rounds")
        .with(kind);
  }

  private static TrainingResult run(
      Training training, RoundSettings rounds, Kind kind, Precision precision) {
    return Engine.of(Engine.Kind.ROUNDS, exchange(kind, precision), rounds)
        .train(training, new Listener() {});
  }

  private static TrainingResult run(Training training, RoundSettings rounds) {
    return run(training, rounds, Kind.STAGE, Precision.DOUBLE);
  }

  @ParameterizedTest
  @CsvSource({
    "sgd, 1 steps, KEEP",
    "adam, 5 steps, KEEP",
    "adam, epoch, KEEP",
    "momentum, 4 steps, AVERAGE",
    "adam, 2 epochs, AVERAGE",
    "sgd, 7 steps, RESET",
    "adagrad, 100 steps, KEEP"
  })
  void oneReplicaWithPlainAveragingEqualsTheLocalEngineBitForBit(
      String name, String length, InnerState inner) {
    Training training = training(optimizer(name, "learning-rate", 0.05), 1, 10, 3);
    TrainingResult local = Engine.of(Engine.Kind.LOCAL).train(training, new Listener() {});

    for (Kind kind : List.of(Kind.STAGE, Kind.JOB)) {
      TrainingResult result =
          run(training, rounds(interval(length), inner, null), kind, Precision.DOUBLE);

      assertThat(result.parameters()).isEqualTo(local.parameters());
      assertThat(result.loss()).isEqualTo(local.loss());
      assertThat(result.steps()).isEqualTo(local.steps());
      assertThat(result.rows()).isEqualTo(local.rows());
    }
  }

  private static Interval interval(String written) {
    return RoundSettings.LENGTH.parse(written);
  }

  static Stream<Arguments> everyKindOfRounds() {
    List<Arguments> all = new ArrayList<>();
    for (int partitions : new int[] {2, 3, 7, 60}) {
      for (InnerState inner : InnerState.values()) {
        for (Precision precision : Precision.values()) {
          all.add(Arguments.of(partitions, inner, precision));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyKindOfRounds")
  void stageAndJobsGiveTheSameBits(int partitions, InnerState inner, Precision precision) {
    Training training = training(optimizer("adam", "learning-rate", 0.05), partitions, 4, 2);
    Optimizer nesterov = optimizer("momentum", "learning-rate", 0.7, "nesterov", true);
    RoundSettings rounds = rounds(Interval.steps(2), inner, nesterov);

    TrainingResult inStage = run(training, rounds, Kind.STAGE, precision);
    TrainingResult byJobs = run(training, rounds, Kind.JOB, precision);

    assertThat(inStage.stop()).isEqualTo(Stop.EPOCHS_DONE);
    assertThat(inStage.parameters()).isEqualTo(byJobs.parameters());
    assertThat(inStage.loss()).isEqualTo(byJobs.loss());
    assertThat(inStage.rows()).isEqualTo(2L * TrainingRows.ROWS);
  }

  @Test
  void aRoundEndsAtTheMeanOfWhatEachReplicaReachesAlone() {
    Training training = training(optimizer("adam", "learning-rate", 0.05), 3, 5, 2);
    double[] mean = new double[4];
    List<PackedBlock> blocks = training.rows().collect();
    for (PackedBlock block : blocks) {
      TrainingResult alone =
          Engine.of(Engine.Kind.LOCAL).train(alone(training, block), new Listener() {});
      for (int i = 0; i < mean.length; i++) {
        mean[i] += alone.parameters()[i] / blocks.size();
      }
    }

    TrainingResult result = run(training, rounds(Interval.epochs(2), InnerState.RESET, null));

    assertThat(result.parameters()).containsExactly(mean, within(1e-14));
  }

  private static Training alone(Training training, PackedBlock block) {
    Dataset rows =
        new Dataset(
            TestSpark.context().parallelize(List.of(block.alone()), 1),
            new TaskRanges(1, 1),
            block.count(),
            3);
    long seed = block.number() == 0 ? SEED : KeyedRandom.key(SEED, block.number());
    return Training.of(
            REGRESSION, training.minimizer(), rows, new BatchPlan(block.count(), 5, true, seed))
        .initial(training.initial())
        .epochs(2)
        .evaluate(Interval.NONE)
        .build();
  }

  @Test
  void theOuterOptimizerStepsAlongTheMeanChange() {
    Training training = training(optimizer("sgd", "learning-rate", 0.05), 2, 5, 1);
    RoundSettings plain = rounds(Interval.EPOCH, InnerState.KEEP, null);
    double[] mean = run(training, plain).parameters();

    double[] sgd =
        run(training, rounds(Interval.EPOCH, InnerState.KEEP, optimizer("sgd", "learning-rate", 1)))
            .parameters();
    Optimizer nesterov =
        optimizer("momentum", "learning-rate", 0.7, "momentum", 0.9, "nesterov", true);
    double[] diloco = run(training, rounds(Interval.EPOCH, InnerState.KEEP, nesterov)).parameters();

    assertThat(sgd).containsExactly(mean, within(1e-14));
    for (int i = 0; i < mean.length; i++) {
      double first = training.initial()[i];
      assertThat(diloco[i]).isEqualTo(first - 0.7 * 1.9 * (first - mean[i]), within(1e-14));
    }
  }

  @Test
  void whatRoundingLeavesOutIsNotLost() {
    Training training = training(optimizer("sgd", "learning-rate", 0.002), 2, 1, 40);
    RoundSettings rounds = rounds(Interval.steps(1), InnerState.KEEP, null);

    double[] exact = run(training, rounds).parameters();
    double[] brief = run(training, rounds, Kind.STAGE, Precision.BFLOAT16).parameters();
    double[] single = run(training, rounds, Kind.STAGE, Precision.SINGLE).parameters();

    assertThat(brief).isNotEqualTo(exact);
    assertThat(brief).as("1,080 roundings of 1/256").containsExactly(exact, within(1e-3));
    assertThat(single).containsExactly(exact, within(1e-8));
  }

  @Test
  void learningRatesGoOnWhereMomentsBeginAnew() {
    List<Double> rates = new ArrayList<>();
    Optimizer falling =
        optimizer(
            "adam",
            "learning-rate",
            1,
            "schedule",
            Map.of("name", "step", "every", 4, "factor", 0.5));
    Engine.of(
            Engine.Kind.ROUNDS,
            ExchangeSettings.DEFAULT,
            rounds(Interval.steps(4), InnerState.RESET, null))
        .train(
            training(falling, 2, 7, 3),
            new Listener() {
              @Override
              public void onStep(StepRecord step) {
                rates.add(step.learningRate());
              }
            });

    assertThat(rates).containsExactly(1.0, 0.5, 0.25);
  }

  @Test
  void aReplicaThatDivergesEndsTrainingBeforeItsRound() {
    Training training = training(optimizer("sgd", "learning-rate", 1e5), 2, 5, 40);
    List<Long> steps = new ArrayList<>();
    TrainingResult result =
        Engine.of(
                Engine.Kind.ROUNDS,
                ExchangeSettings.DEFAULT,
                rounds(Interval.steps(3), InnerState.KEEP, null))
            .train(
                training,
                new Listener() {
                  @Override
                  public void onStep(StepRecord step) {
                    steps.add(step.step());
                  }
                });

    assertThat(result.stop()).isEqualTo(Stop.NOT_FINITE);
    assertThat(result.explanation())
        .contains("a replica's loss", "lower optimizer.learning-rate, now 100000.0");
    assertThat(result.parameters()).doesNotContain(Double.NaN);
    assertThat(result.steps()).isEqualTo(steps.get(steps.size() - 1) - 3);
  }

  @Test
  void roundsOfAsManyStepsAsFitIntoATimeEndWithTheEpoch() {
    TrainingResult result =
        run(
            training(optimizer("sgd", "learning-rate", 0.05), 2, 1, 5),
            rounds(Interval.seconds(0.0005), InnerState.KEEP, null));

    assertThat(result.stop()).isEqualTo(Stop.EPOCHS_DONE);
    assertThat(result.steps()).isEqualTo(5 * 27);
    assertThat(result.rows()).isEqualTo(5 * 53);
    assertThat(result.loss().getAsDouble()).isLessThan(0.05);
  }

  @Test
  void theLastRoundIsShortenedToTheStepsThatAreWanted() {
    Training training =
        training(optimizer("sgd", "learning-rate", 0.05), 2, 1, 5).toBuilder()
            .stop(StopRules.of(Settings.DEFAULTS.with(StopRules.STEPS, 31L)))
            .build();

    TrainingResult result = run(training, rounds(Interval.steps(10), InnerState.KEEP, null));

    assertThat(result.stop()).isEqualTo(Stop.STEPS_DONE);
    assertThat(result.steps()).isEqualTo(31);
  }

  @Test
  void optimizersThatReplicasCannotHaveAreRefused() {
    Training averaging = training(optimizer("sgd", "average", "ema"), 2, 5, 1);
    Training watching = training(optimizer("sgd", "schedule", "plateau"), 2, 5, 1);

    assertThatThrownBy(() -> run(averaging, RoundSettings.DEFAULT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("replicas keep no averages");
    assertThatThrownBy(() -> run(watching, RoundSettings.DEFAULT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("replicas see no evaluations");
  }
}

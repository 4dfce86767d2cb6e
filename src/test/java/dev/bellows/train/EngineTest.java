package dev.bellows.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.Objective;
import dev.bellows.optim.StepRecord;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import dev.bellows.train.exchange.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.storage.BlockId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
  private static final int ROWS = TrainingRows.ROWS;
  private static final String GROUP = "counted";
  private static final Map<Integer, Dataset> DATASETS = new HashMap<>();

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

  private static Training training(
      String optimizer, int partitions, long batch, boolean shuffle, int epochs) {
    LinearRegression objective = new LinearRegression(3);
    return training(objective, optimizer, 0.05, partitions, batch, shuffle, epochs);
  }

  private static Training training(
      Objective objective,
      String optimizer,
      double rate,
      int partitions,
      long batch,
      boolean shuffle,
      int epochs) {
    return Training.of(
            objective,
            OptimizerTable.entry(optimizer)
                .build(
                    Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, rate),
                    new Setup(objective.layout(), 1, 1)),
            DATASETS.get(partitions),
            new BatchPlan(ROWS, batch, shuffle, 11))
        .initial(objective.initialParameters(3))
        .epochs(epochs)
        .build();
  }

  private static TrainingResult run(Engine.Kind kind, Training training) {
    return Engine.of(kind).train(training, new Listener() {});
  }

  private static TrainingResult by(Kind exchange, Training training) {
    return by(ExchangeSettings.DEFAULT.with(exchange), training);
  }

  static Stream<Training> everyShape() {
    List<Training> all = new ArrayList<>();
    for (int partitions : new int[] {1, 2, 3, 7, 60}) {
      for (long batch : new long[] {1, 5, 10, 52, 53}) {
        all.add(training("adam", partitions, batch, true, 2));
        all.add(training("sgd", partitions, batch, false, 1));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyShape")
  void theSynchronousEngineEqualsTheLocalReference(Training training) {
    TrainingResult reference = run(Engine.Kind.LOCAL, training);
    TrainingResult result = by(Kind.STAGE, training);
    TrainingResult jobs = by(Kind.JOB, training);

    assertThat(result.parameters()).as("the same bits by jobs").isEqualTo(jobs.parameters());
    assertThat(result.loss()).isEqualTo(jobs.loss());
    assertThat(result.parameters()).as("the same bits").isEqualTo(reference.parameters());
    assertThat(result.loss()).isEqualTo(reference.loss());
    assertThat(result.steps()).isEqualTo(reference.steps()).isEqualTo(training.steps());
    assertThat(result.rows()).isEqualTo((long) ROWS * training.epochs());
  }

  @Test
  void aRepeatedRunEndsInTheSameBits() {
    for (int partitions : new int[] {2, 7}) {
      Training training = training("adam", partitions, 10, true, 3);
      assertThat(run(Engine.Kind.SYNCHRONOUS, training).parameters())
          .isEqualTo(run(Engine.Kind.SYNCHRONOUS, training).parameters());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 60})
  void singlePrecisionOnTheWayGivesTheSameBitsByEitherExchange(int partitions) {
    Training training = training("adam", partitions, 10, true, 2);
    ExchangeSettings single = single();
    TrainingResult inStage = by(single.with(Kind.STAGE), training);
    TrainingResult byJobs = by(single.with(Kind.JOB), training);
    TrainingResult exact = by(Kind.STAGE, training);

    assertThat(inStage.parameters()).isEqualTo(byJobs.parameters());
    assertThat(inStage.loss()).isEqualTo(byJobs.loss());
    assertThat(inStage.parameters()).isNotEqualTo(exact.parameters());
    assertThat(inStage.parameters()).containsExactly(exact.parameters(), within(1e-5));
  }

  private static ExchangeSettings single() {
    return ExchangeSettings.of(
        Settings.DEFAULTS.with(ExchangeSettings.PRECISION, Precision.SINGLE), "single");
  }

  private static TrainingResult by(ExchangeSettings settings, Training training) {
    return Engine.of(Engine.Kind.SYNCHRONOUS, settings).train(training, new Listener() {});
  }

  @Test
  void validationRowsAreEvaluatedByTheSameTasks() {
    Dataset held = DATASETS.get(60);
    Training plain = training("adam", 60, 10, true, 2);
    Training training =
        Training.of(plain.objective(), plain.minimizer(), plain.rows(), plain.plan())
            .initial(plain.initial())
            .validation(Optional.of(held))
            .epochs(2)
            .build();
    TrainingResult result = by(Kind.STAGE, training);

    assertThat(result.validationLoss()).isEqualTo(by(Kind.JOB, training).validationLoss());
    assertThat(result.validationLoss()).as("the same rows").isEqualTo(result.loss());
  }

  @Test
  void theReferenceTakesTheStepsOfTheFormula() {
    // Full batches of gradient descent, written out.
    Training training = training("gd", 2, ROWS, false, 4);
    double[] w = training.initial().clone();
    for (int step = 0; step < 4; step++) {
      double[] gradient = new double[4];
      training
          .rows()
          .blocks()
          .collect()
          .forEach(
              block ->
                  block.visitAll(
                      (piece, rows, count) ->
                          training
                              .objective()
                              .addLossAndGradient(piece, rows, count, w, gradient)));
      for (int i = 0; i < 4; i++) {
        w[i] -= 0.05 * gradient[i] / ROWS;
      }
    }

    assertThat(run(Engine.Kind.LOCAL, training).parameters()).containsExactly(w, within(1e-14));
  }

  @Test
  void trainingFindsTheCoefficients() {
    TrainingResult result = run(Engine.Kind.SYNCHRONOUS, training("sgd", 2, 8, true, 40));

    assertThat(result.parameters()).containsExactly(new double[] {2, -1, 0.5, 1}, within(0.1));
    assertThat(result.stop()).isEqualTo(Stop.EPOCHS_DONE);
  }

  @Test
  void aListenerIsToldEveryStepAndEveryEvaluation() {
    List<StepRecord> steps = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    Training training = training("sgd", 2, 20, true, 2);

    TrainingResult result =
        Engine.of(Engine.Kind.SYNCHRONOUS)
            .train(
                training,
                new Listener() {
                  @Override
                  public void onStep(StepRecord step) {
                    steps.add(step);
                  }

                  @Override
                  public void onEvaluation(Evaluation evaluation) {
                    assertThat(evaluation.epochs()).isEqualTo(losses.size());
                    losses.add(evaluation.loss());
                  }
                });

    assertThat(steps).extracting(StepRecord::step).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(steps).extracting(StepRecord::epoch).containsExactly(1, 1, 1, 2, 2, 2);
    assertThat(steps).extracting(StepRecord::rows).containsExactly(20L, 40L, 53L, 73L, 93L, 106L);
    assertThat(steps).allSatisfy(step -> assertThat(step.gradientNorm()).isPositive());
    assertThat(steps).extracting(StepRecord::learningRate).containsOnly(0.05);
    assertThat(losses).hasSize(3).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(losses.get(2)).isEqualTo(result.loss().getAsDouble());
  }

  @Test
  void theLastSmallerBatchCountsByItsOwnSize() {
    // Batches of 52 and 1: the loss of the last batch is that of one row, not a 52nd of it.
    List<Double> losses = new ArrayList<>();
    Training training = training("sgd", 2, 52, false, 1);
    Engine.of(Engine.Kind.SYNCHRONOUS)
        .train(
            training,
            new Listener() {
              @Override
              public void onStep(StepRecord step) {
                losses.add(step.loss());
              }
            });
    assertThat(losses).hasSize(2);
    assertThat(losses.get(1)).isPositive();
    assertThat(lossOfRow52(training)).isEqualTo(losses.get(1), within(1e-12));
  }

  private static double[] afterOneStep(Training training) {
    List<Integer> steps = new ArrayList<>();
    return Engine.of(Engine.Kind.LOCAL)
        .train(
            training,
            new Listener() {
              @Override
              public void onStep(StepRecord step) {
                steps.add(1);
              }

              @Override
              public boolean wantsToStop() {
                return !steps.isEmpty();
              }
            })
        .parameters();
  }

  private static double lossOfRow52(Training training) {
    double[] parameters = afterOneStep(training);
    double[] loss = new double[1];
    training
        .rows()
        .blocks()
        .collect()
        .forEach(
            block -> {
              if (block.firstRow() + block.count() == ROWS) {
                block.visitRows(
                    new int[] {block.count() - 1},
                    0,
                    1,
                    (piece, firstRow, rows, count) ->
                        loss[0] += training.objective().loss(piece, rows, count, parameters));
              }
            });
    return loss[0];
  }

  @Test
  void aListenerCanStopTraining() {
    List<Long> steps = new ArrayList<>();
    TrainingResult result =
        Engine.of(Engine.Kind.SYNCHRONOUS)
            .train(
                training("sgd", 2, 10, true, 5),
                new Listener() {
                  @Override
                  public void onStep(StepRecord step) {
                    steps.add(step.step());
                  }

                  @Override
                  public boolean wantsToStop() {
                    return steps.size() == 8;
                  }
                });

    assertThat(result.stop()).isEqualTo(Stop.INTERRUPTED);
    assertThat(result.steps()).isEqualTo(8);
    assertThat(result.epochs()).isEqualTo(1);
  }

  @Test
  void aDivergingRunStopsWithTheStepAndWhatToLower() {
    Training training = training(new LinearRegression(3), "sgd", 1e200, 2, 10, true, 9);

    TrainingResult result = run(Engine.Kind.SYNCHRONOUS, training);

    assertThat(result.stop()).isEqualTo(Stop.NOT_FINITE);
    assertThat(result.explanation())
        .contains("infinite at step")
        .contains("lower optimizer.learning-rate, now 1.0E200");
    assertThat(result.parameters()).doesNotContain(Double.NaN);
    assertThat(result.loss()).isEmpty();
  }

  @Test
  void noBroadcastIsLeftAfterTrainingNorAfterAFailure() throws InterruptedException {
    by(Kind.JOB, training("adam", 3, 10, true, 2));
    by(Kind.JOB, around(new Heavy(), "lbfgs"));
    assertThatThrownBy(() -> by(Kind.JOB, training(new Failing(), "sgd", 0.1, 3, 10, true, 1)))
        .rootCause()
        .hasMessage("the objective fails");

    // Parameters of the failing objective are told from everybody else's by their number.
    long large = Long.MAX_VALUE;
    for (int i = 0; i < 100 && large > 0; i++) {
      large = largeBroadcasts();
      Thread.sleep(50);
    }
    assertThat(large).isZero();
  }

  // --- what stands around a rule, through the engine ---------------------------------------------

  private static Training around(Objective objective, String optimizer, Object... settings) {
    OptimizerTable.Entry entry = OptimizerTable.entry(optimizer);
    Settings all = Settings.DEFAULTS;
    for (int i = 0; i < settings.length; i += 2) {
      all = all.withWritten(entry.setting((String) settings[i]), settings[i + 1]);
    }
    boolean quasiNewton = optimizer.equals("lbfgs");
    return Training.of(
            objective,
            entry.build(all, new Setup(objective.layout(), 60, 1)),
            DATASETS.get(2),
            new BatchPlan(ROWS, quasiNewton ? ROWS : 10, !quasiNewton, 11))
        .initial(objective.initialParameters(3))
        .epochs(quasiNewton ? 100 : 10)
        .build();
  }

  @ParameterizedTest
  @EnumSource(value = Engine.Kind.class, names = "ROUNDS", mode = EnumSource.Mode.EXCLUDE)
  void lbfgsEndsWhereTheGradientIsZero(Engine.Kind kind) {
    List<Double> losses = new ArrayList<>();
    TrainingResult result =
        Engine.of(kind)
            .train(
                around(new LinearRegression(3), "lbfgs", "tolerance", 1e-12),
                new Listener() {
                  @Override
                  public void onEvaluation(Evaluation evaluation) {
                    assertThat(evaluation.epochs()).isEqualTo(losses.size());
                    losses.add(evaluation.loss());
                  }
                });

    assertThat(result.stop()).isIn(Stop.CONVERGED, Stop.NO_PROGRESS);
    assertThat(losses).hasSize(result.epochs() + 1);
    assertThat(losses).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    Training onwards = around(new LinearRegression(3), "gd", "learning-rate", 1);
    double[] next =
        after(
            1,
            Training.of(
                    onwards.objective(),
                    onwards.minimizer(),
                    onwards.rows(),
                    new BatchPlan(ROWS, ROWS, false, 1))
                .initial(result.parameters())
                .epochs(1)
                .evaluate(Interval.NONE)
                .build());
    for (int i = 0; i < next.length; i++) {
      assertThat(next[i])
          .as("a step along the gradient")
          .isEqualTo(result.parameters()[i], within(1e-7));
    }
    assertThat(result.loss().getAsDouble()).isEqualTo(losses.get(losses.size() - 1));
  }

  @Test
  void lbfgsRepeatsItsBitsAndMakesWeightsZeroWithL1() {
    Training penalised =
        around(new LinearRegression(3), "lbfgs", "l1", 1e3, "no-weight-decay", "bias");
    TrainingResult once = run(Engine.Kind.SYNCHRONOUS, penalised);
    TrainingResult again = run(Engine.Kind.SYNCHRONOUS, penalised);

    assertThat(again.parameters()).isEqualTo(once.parameters());
    assertThat(once.parameters()).startsWith(0, 0, 0);
    assertThat(once.parameters()[3]).isNotZero();
  }

  @Test
  void whatIsAveragedIsEvaluatedAndReturned() {
    Training plain = around(new LinearRegression(3), "sgd", "learning-rate", 0.05);
    Training averaged =
        around(new LinearRegression(3), "sgd", "learning-rate", 0.05, "average", "mean");
    List<double[]> afterEachStep = new ArrayList<>();
    for (int steps = 1; steps <= 60; steps++) {
      afterEachStep.add(after(steps, plain));
    }
    double[] mean = new double[4];
    for (double[] parameters : afterEachStep) {
      for (int i = 0; i < 4; i++) {
        mean[i] += parameters[i] / 60;
      }
    }

    TrainingResult result = run(Engine.Kind.LOCAL, averaged);

    for (int i = 0; i < 4; i++) {
      assertThat(result.parameters()[i]).isEqualTo(mean[i], within(1e-12));
    }
    assertThat(result.loss()).isNotEqualTo(run(Engine.Kind.LOCAL, plain).loss());
  }

  private static double[] after(int steps, Training training) {
    int[] taken = new int[1];
    return Engine.of(Engine.Kind.LOCAL)
        .train(
            training,
            new Listener() {
              @Override
              public void onStep(StepRecord step) {
                taken[0]++;
              }

              @Override
              public boolean wantsToStop() {
                return taken[0] == steps;
              }
            })
        .parameters();
  }

  @Test
  void accumulatingBatchesIsTrainingOnLargerOnes() {
    // 53 rows in batches of 10: whole batches alone are alike, so only five of them are compared.
    double[] accumulated =
        after(4, around(new LinearRegression(3), "sgd", "learning-rate", 0.05, "accumulate", 2));
    double[] larger = after(2, training("sgd", 2, 20, true, 1));
    for (int i = 0; i < 4; i++) {
      assertThat(accumulated[i]).isEqualTo(larger[i], within(1e-12));
    }
  }

  @Test
  void stepsWithoutAFiniteGradientAreSkippedUntilThereAreTooMany() {
    TrainingResult skipped =
        run(Engine.Kind.SYNCHRONOUS, around(new Sometimes(2), "sgd", "skip-not-finite", 50));
    assertThat(skipped.stop()).isEqualTo(Stop.EPOCHS_DONE);
    assertThat(skipped.skipped()).isPositive();
    assertThat(skipped.parameters()[0]).isFinite();

    TrainingResult stopped =
        run(Engine.Kind.SYNCHRONOUS, around(new Sometimes(53), "sgd", "skip-not-finite", 3));
    assertThat(stopped.stop()).isEqualTo(Stop.NOT_FINITE);
    assertThat(stopped.steps()).isEqualTo(2);

    TrainingResult atOnce = run(Engine.Kind.SYNCHRONOUS, around(new Sometimes(2), "sgd"));
    assertThat(atOnce.stop()).isEqualTo(Stop.NOT_FINITE);
  }

  @Test
  void aPlateauLowersTheRateBetweenEpochs() {
    Map<String, Object> plateau =
        Map.of("name", "plateau", "factor", 0.5, "patience", 0, "threshold", 0.9);
    List<Double> rates = new ArrayList<>();
    Engine.of(Engine.Kind.LOCAL)
        .train(
            around(new LinearRegression(3), "sgd", "learning-rate", 0.01, "schedule", plateau),
            new Listener() {
              @Override
              public void onStep(StepRecord step) {
                rates.add(step.learningRate());
              }
            });
    assertThat(rates.get(0)).isEqualTo(0.01);
    assertThat(rates.get(59)).isLessThan(0.005);
    for (int step = 1; step < 60; step++) {
      // Six batches an epoch: only between epochs.
      assertThat(rates.get(step).equals(rates.get(step - 1)) || step % 6 == 0).isTrue();
    }
  }

  /** One parameter, whose gradient is not a number for the first rows of each block. */
  private record Sometimes(int badRows) implements Objective {
    @Override
    public Layout layout() {
      return Layout.builder().add("one", 1).build();
    }

    @Override
    public double[] initialParameters(long seed) {
      return new double[1];
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
      for (int i = 0; i < count; i++) {
        // The first rows of every block.
        gradient[0] += rows[i] < badRows ? Double.NaN : 1;
      }
      return count;
    }

    @Override
    public double loss(Examples examples, int[] rows, int count, double[] parameters) {
      return count;
    }
  }

  /** Broadcast values of about the failing objective's size that Spark still holds. */
  private static long largeBroadcasts() {
    scala.collection.Seq<BlockId> found =
        SparkEnv.get().blockManager().getMatchingBlockIds(id -> id.isBroadcast());
    long count = 0;
    for (int i = 0; i < found.size(); i++) {
      try {
        var status = SparkEnv.get().blockManager().getStatus(found.apply(i));
        if (status.isDefined() && status.get().memSize() > Failing.SIZE * 7L) {
          count++;
        }
      } catch (NullPointerException e) {
        // Spark asks for the size of a block that it removed a moment before: it is not left.
      }
    }
    return count;
  }

  @Test
  void everyEvaluationOfLbfgsIsOneSparkJobAndTheStageIsOneForAll() throws Exception {
    Training training = around(new LinearRegression(3), "lbfgs");
    Counted byJobs = counted(Kind.JOB, training);
    assertThat(byJobs.result().epochs()).isPositive();
    assertThat((long) byJobs.jobs()).isEqualTo(byJobs.result().rows() / ROWS);

    Counted inStage = counted(Kind.STAGE, training);
    assertThat(inStage.jobs()).isEqualTo(1);
    assertThat(inStage.result().parameters()).isEqualTo(byJobs.result().parameters());
  }

  private record Counted(TrainingResult result, int jobs) {}

  private static Counted counted(Kind exchange, Training training) throws Exception {
    AtomicInteger jobs = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart started) {
            // Other tests use the same session at the same time.
            if (GROUP.equals(started.properties().getProperty("spark.jobGroup.id"))) {
              jobs.incrementAndGet();
            }
          }
        };
    SparkContext spark = training.rows().blocks().context();
    spark.listenerBus().waitUntilEmpty();
    spark.addSparkListener(counter);
    spark.setJobGroup(GROUP, "", false);
    TrainingResult result = by(exchange, training);
    spark.clearJobGroup();
    spark.listenerBus().waitUntilEmpty();
    spark.removeSparkListener(counter);
    return new Counted(result, jobs.get());
  }

  /** A bowl of as many parameters as the failing objective has. */
  private record Heavy() implements Objective {
    @Override
    public Layout layout() {
      return Layout.builder().add("all", Failing.SIZE).build();
    }

    @Override
    public double[] initialParameters(long seed) {
      double[] ones = new double[Failing.SIZE];
      Arrays.fill(ones, 1);
      return ones;
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
      double sum = 0;
      for (int i = 0; i < parameters.length; i++) {
        gradient[i] += count * parameters[i];
        sum += count * parameters[i] * parameters[i] / 2;
      }
      return sum;
    }

    @Override
    public double loss(Examples examples, int[] rows, int count, double[] parameters) {
      return addLossAndGradient(examples, rows, count, parameters, new double[Failing.SIZE]);
    }
  }

  /** An objective that cannot be computed. */
  private static final class Failing implements Objective {
    private static final long serialVersionUID = 1L;
    static final int SIZE = 300_000;

    @Override
    public Layout layout() {
      return Layout.builder().add("all", SIZE).build();
    }

    @Override
    public double[] initialParameters(long seed) {
      return new double[SIZE];
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
      throw new IllegalStateException("the objective fails");
    }

    @Override
    public double loss(Examples examples, int[] rows, int count, double[] parameters) {
      return 0;
    }
  }
}

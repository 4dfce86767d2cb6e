package dev.bellows.train.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.TaskRanges;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.Objective;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.TrainingResult.Stop;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.Exchange.Part;
import dev.bellows.train.exchange.ExchangeFailure;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import dev.bellows.train.exchange.JobExchange;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.Workload;
import dev.bellows.train.wire.NetworkTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StageExchangeTest {
  private static final int ROWS = 53;
  private static final int COLUMNS = 3;
  private static final int BLOCKS = 5;
  private static final long BATCH = 10;
  private static final ExchangeSettings STAGE = ExchangeSettings.DEFAULT.with(Kind.STAGE);

  private static Dataset rows;
  private static Dataset heldOut;

  /** How often gradients have been computed by any task, and what happens then. */
  private static final AtomicInteger CALLS = new AtomicInteger();

  @BeforeAll
  static void loadRows(@TempDir Path folder) throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < ROWS; r++) {
      for (int c = 0; c < COLUMNS; c++) {
        text.append(random.nextGaussian()).append(',');
      }
      text.append(random.nextGaussian()).append('\n');
    }
    Settings settings =
        Settings.DEFAULTS
            .with(SourceSettings.PATH, Files.writeString(folder.resolve("r.csv"), text).toString())
            .with(DataSettings.PARTITIONS, (long) BLOCKS);
    rows = load(settings);
    heldOut = load(settings);
  }

  private static Dataset load(Settings settings) {
    return DatasetLoader.load(
            TestSpark.context(),
            RowSources.open(TestSpark.session(), settings, LabelKind.NUMBERS),
            settings,
            1)
        .training();
  }

  @AfterAll
  static void forgetRows() {
    rows.unpersist();
    heldOut.unpersist();
  }

  @BeforeEach
  void nothingHasBeenComputed() {
    CALLS.set(0);
  }

  /** Linear regression that fails at some calls, counted over all tasks of the process. */
  private record Failing(int from, int to) implements Objective {
    private static final LinearRegression REGRESSION = new LinearRegression(COLUMNS);
    static final Failing NEVER = new Failing(0, 0);
    static final Failing ALWAYS = new Failing(1, Integer.MAX_VALUE);

    @Override
    public Layout layout() {
      return REGRESSION.layout();
    }

    @Override
    public double[] initialParameters(long seed) {
      return REGRESSION.initialParameters(seed);
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] chosen, int count, double[] parameters, double[] gradient) {
      int call = CALLS.incrementAndGet();
      if (call >= from && call < to) {
        throw new IllegalStateException("the objective fails");
      }
      return REGRESSION.addLossAndGradient(examples, chosen, count, parameters, gradient);
    }

    @Override
    public double loss(Examples examples, int[] chosen, int count, double[] parameters) {
      return REGRESSION.loss(examples, chosen, count, parameters);
    }
  }

  private static BatchPlan plan() {
    return new BatchPlan(ROWS, BATCH, true, 11);
  }

  private static TrainingResult train(Objective objective) {
    Training training =
        Training.of(
                objective,
                OptimizerTable.entry("adam")
                    .build(
                        Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, 0.05),
                        new Setup(objective.layout(), 1, 1)),
                rows,
                plan())
            .initial(objective.initialParameters(3))
            .epochs(3)
            .build();
    return Engine.of(Engine.Kind.SYNCHRONOUS, STAGE).train(training, new Listener() {});
  }

  private static Workload workload(Objective objective) {
    return new Workload(objective, plan(), rows, Optional.of(heldOut));
  }

  private static void requireFreeSlots() {
    List<Integer> numbers = List.of(1, 2, 3, 4, 5);
    assertThat(TestSpark.context().parallelize(numbers, 4).map(n -> n + 1).collect())
        .containsExactly(2, 3, 4, 5, 6);
  }

  @Test
  void aTaskThatFailsOnceCostsARetryAndNoBits() {
    TrainingResult undisturbed = train(Failing.NEVER);
    int calls = CALLS.getAndSet(0);

    TrainingResult disturbed = train(new Failing(30, 31));

    assertThat(CALLS.get()).as("some work was done again").isGreaterThanOrEqualTo(calls);
    assertThat(calls).isGreaterThan(31);
    assertThat(disturbed.stop()).isEqualTo(Stop.EPOCHS_DONE);
    assertThat(disturbed.parameters()).isEqualTo(undisturbed.parameters());
    assertThat(disturbed.loss()).isEqualTo(undisturbed.loss());
    requireFreeSlots();
  }

  @Test
  void failuresDoNotAddUpWhereAnswersComeBetweenThem() {
    // Every attempt fails after some answers, more often than Spark would try in a row.
    TrainingResult disturbed = train(new EveryTenth());
    assertThat(disturbed.stop()).isEqualTo(Stop.EPOCHS_DONE);
    assertThat(CALLS.get()).as("calls, of which every tenth failed").isGreaterThan(10 * 5);
    assertThat(disturbed.parameters()).isEqualTo(train(Failing.NEVER).parameters());
  }

  /** Fails again and again, but goes on in between. */
  private static final class EveryTenth implements Objective {
    private static final long serialVersionUID = 1L;

    @Override
    public Layout layout() {
      return Failing.NEVER.layout();
    }

    @Override
    public double[] initialParameters(long seed) {
      return Failing.NEVER.initialParameters(seed);
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] chosen, int count, double[] parameters, double[] gradient) {
      if (CALLS.incrementAndGet() % 10 == 0) {
        throw new IllegalStateException("the objective fails now and then");
      }
      return Failing.REGRESSION.addLossAndGradient(examples, chosen, count, parameters, gradient);
    }

    @Override
    public double loss(Examples examples, int[] chosen, int count, double[] parameters) {
      return Failing.REGRESSION.loss(examples, chosen, count, parameters);
    }
  }

  @Test
  void aTaskThatAlwaysFailsEndsTheTrainingInOneLine() {
    assertThatThrownBy(() -> train(Failing.ALWAYS))
        .isInstanceOf(ExchangeFailure.class)
        .satisfies(failure -> requireOneLine(failure.getMessage()));
    assertThat(CALLS.get()).as("calls in four attempts of up to two tasks").isBetween(4, 8);
    requireFreeSlots();
  }

  @Test
  void aTaskThatFailsForeverInMidTrainingEndsItWithWhatThereIs() {
    TrainingResult result = train(new Failing(30, Integer.MAX_VALUE));

    assertThat(result.stop()).isEqualTo(Stop.FAILED);
    assertThat(result.steps()).isPositive();
    requireOneLine(result.explanation());
    requireFreeSlots();
  }

  private static void requireOneLine(String message) {
    assertThat(message)
        .contains("a task failed: java.lang.IllegalStateException: the objective fails")
        .contains("(4 times in a row)")
        .hasLineCount(1);
  }

  private static StageExchange inProcess(Workload workload) {
    Passage passage = Passage.of(workload, Precision.DOUBLE);
    return new StageExchange(workload, STAGE, new InProcess(rows.ranges(), passage));
  }

  private static StageExchange overSockets(Workload workload, ExchangeSettings settings) {
    Passage passage = Passage.of(workload, settings.precision());
    return new StageExchange(
        workload, settings, new NetworkTransport(rows.ranges(), passage, settings));
  }

  private static ExchangeSettings settings(Precision precision) {
    return new ExchangeSettings(
        Kind.STAGE,
        precision,
        STAGE.fanIn(),
        STAGE.timeout(),
        STAGE.port(),
        STAGE.logEvery(),
        STAGE.name());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void overRealSocketsTheAnswersAreThoseOfJobsAlsoAfterAFailure(Precision precision) {
    ExchangeSettings settings = settings(precision);
    double[] parameters = {0.1, -0.2, 0.3, 0.4};
    double[][] sums = new double[12][];
    double[][] losses = new double[2][];
    Workload failing = workload(new Failing(25, 26));
    try (BatchGradients exchange = overSockets(failing, settings)) {
      exchange.start();
      for (int i = 0; i < sums.length; i++) {
        sums[i] = exchange.sums(parameters, 1 + i / 6, i % 6).clone();
      }
      losses[0] = exchange.measures(parameters, Part.TRAINING);
      losses[1] = exchange.measures(parameters, Part.VALIDATION);
      assertThat(CALLS.get()).isGreaterThan(25);
      assertThat(exchange.traffic().bytesSent()).isPositive();
      assertThat(exchange.traffic().bytesReceived()).isPositive();
      assertThat(exchange.traffic().computeNanos()).isPositive();
    }

    JobExchange jobs = new JobExchange(workload(Failing.NEVER), precision);
    for (int i = 0; i < sums.length; i++) {
      assertThat(sums[i]).isEqualTo(jobs.sums(parameters, 1 + i / 6, i % 6));
    }
    assertThat(losses[0]).isEqualTo(jobs.measures(parameters, Part.TRAINING));
    assertThat(losses[1]).isEqualTo(jobs.measures(parameters, Part.VALIDATION));
  }

  @Test
  void overRealSocketsATaskThatAlwaysFailsIsNamed() {
    try (BatchGradients exchange = overSockets(workload(Failing.ALWAYS), STAGE)) {
      exchange.start();
      assertThatThrownBy(() -> exchange.sums(new double[COLUMNS + 1], 1, 0))
          .isInstanceOf(ExchangeFailure.class)
          .satisfies(failure -> requireOneLine(failure.getMessage()));
    }
    requireFreeSlots();
  }

  @Test
  void lossesAreOfTheRowsOfTheTrainingAndOfNoOthers() {
    double[] parameters = {0.1, -0.2, 0.3, 0.4};
    Workload alone = new Workload(Failing.NEVER, plan(), rows, Optional.empty());
    // Before the stage, which would take all slots.
    double[] expected =
        new JobExchange(alone, Precision.DOUBLE).measures(parameters, Part.TRAINING);
    try (StageExchange exchange = inProcess(alone)) {
      assertThatThrownBy(() -> exchange.measures(parameters, Part.VALIDATION))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(exchange.measures(parameters, Part.TRAINING)).isEqualTo(expected);
    }
  }

  @Test
  void anExchangeThatWasNeverAskedCanBeClosedTwice() {
    StageExchange exchange = inProcess(workload(Failing.NEVER));
    exchange.close();
    exchange.close();
    requireFreeSlots();
  }

  @Test
  void moreTasksThanSlotsAreAnObstacle() {
    Dataset spread = new Dataset(rows.blocks(), new TaskRanges(BLOCKS, 3), ROWS, COLUMNS);

    assertThat(StageRules.obstacle(workload(Failing.NEVER))).isEmpty();
    assertThat(StageRules.obstacle(new Workload(Failing.NEVER, plan(), spread, Optional.empty())))
        .hasValueSatisfying(
            obstacle -> {
              assertThat(obstacle.reason())
                  .isEqualTo("3 tasks have to run at the same time, and Spark has 2 slots");
              assertThat(obstacle.remedy()).isEqualTo("give it more executors or cores");
            });
  }
}

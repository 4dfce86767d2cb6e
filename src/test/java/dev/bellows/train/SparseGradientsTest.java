package dev.bellows.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.ExampleBlocks;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.SparseRows;
import dev.bellows.linalg.SparseVector;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.Objective;
import dev.bellows.model.Support;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.StepRecord;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import dev.bellows.train.exchange.JobExchange;
import dev.bellows.train.exchange.LocalGradients;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.Workload;
import dev.bellows.train.stage.InProcess;
import dev.bellows.train.stage.StageExchange;
import dev.bellows.train.stage.Transport;
import dev.bellows.train.wire.NetworkTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows of few features out of many: what is sparse ends in the bits of what is dense. */
class SparseGradientsTest {
  private static final int COLUMNS = 70_000; // three chunks of the network's
  private static final int ROWS = 90;
  private static final int BATCH = 16;
  private static final Map<Integer, Dataset> DATASETS = new HashMap<>();

  /** The ways of getting gradients. */
  enum Way {
    LOCAL,
    JOBS,
    IN_PROCESS,
    SOCKETS;

    BatchGradients open(Workload workload, Precision precision) {
      ExchangeSettings settings =
          ExchangeSettings.of(
              Settings.DEFAULTS.with(ExchangeSettings.PRECISION, precision), "sparse");
      Passage passage = Passage.of(workload, precision);
      Transport transport =
          this == SOCKETS
              ? new NetworkTransport(workload.rows().ranges(), passage, settings)
              : new InProcess(workload.rows().ranges(), passage);
      return switch (this) {
        case LOCAL -> new LocalGradients(workload);
        case JOBS -> new JobExchange(workload, precision);
        case IN_PROCESS, SOCKETS -> new StageExchange(workload, settings, transport);
      };
    }
  }

  /** The same objective, of which nobody knows what it reaches. */
  private record Dense(Objective objective) implements Objective {
    @Override
    public Layout layout() {
      return objective.layout();
    }

    @Override
    public double[] initialParameters(long seed) {
      return objective.initialParameters(seed);
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
      return objective.addLossAndGradient(examples, rows, count, parameters, gradient);
    }

    @Override
    public double loss(Examples examples, int[] rows, int count, double[] parameters) {
      return objective.loss(examples, rows, count, parameters);
    }
  }

  @BeforeAll
  static void makeRows() {
    for (int blocks : new int[] {1, 2, 3, 7}) {
      DATASETS.put(blocks, rows(blocks));
    }
  }

  @AfterAll
  static void forgetRows() {
    DATASETS.values().forEach(Dataset::unpersist);
  }

  /** Feature 0 is in every row; some rows have no other, and some features are zero. */
  private static Dataset rows(int blocks) {
    Random random = new Random(5);
    List<ExampleBlocks.Run> runs = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      int[] indices =
          IntStream.concat(
                  IntStream.of(0),
                  random.ints(row % 7 == 0 ? 0 : 12, 1, COLUMNS).map(i -> i % 3 == 0 ? i % 100 : i))
              .sorted()
              .distinct()
              .toArray();
      double[] values = random.doubles(indices.length, -1, 1).toArray();
      values[0] = row % 5 == 0 ? 0 : values[0];
      SparseRows one = new SparseRows(new int[] {0, indices.length}, indices, values, COLUMNS);
      runs.add(
          new ExampleBlocks.Run(row, new LabelledRows(one, new double[] {random.nextGaussian()})));
    }
    return ExampleBlocks.load(
        TestSpark.context(), TestSpark.context().parallelize(runs, 2), ROWS, COLUMNS, blocks);
  }

  private static final LinearRegression SPARSE = new LinearRegression(COLUMNS);

  private static Training training(Objective objective, Optimizer optimizer, int blocks) {
    return Training.of(
            objective, optimizer, DATASETS.get(blocks), new BatchPlan(ROWS, BATCH, true, 3))
        .initial(SPARSE.initialParameters(9))
        .epochs(3)
        .build();
  }

  /** The last parameters, and behind them the norms of all steps. */
  private static List<double[]> train(Training training, Way way, Precision precision) {
    List<Double> norms = new ArrayList<>();
    Listener listener =
        new Listener() {
          @Override
          public void onStep(StepRecord step) {
            norms.add(step.gradientNorm());
          }
        };
    try (BatchGradients gradients = way.open(training.workload(), precision)) {
      TrainingResult result =
          SynchronousEngine.run(training, gradients, Duration.ofSeconds(100), listener);
      assertThat(result.steps()).isEqualTo(training.steps());
      return List.of(
          result.parameters(), norms.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  private static Optimizer optimizer(String name, Object... settings) {
    return TrainingRows.optimizer(SPARSE.layout(), name, settings);
  }

  static Stream<Arguments> everyWayWithEveryNumberOfBlocks() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(1, 2, 3, 7)
                    .flatMap(
                        blocks ->
                            Stream.of(Precision.DOUBLE, Precision.SINGLE)
                                .map(precision -> Arguments.of(way, blocks, precision))));
  }

  @ParameterizedTest
  @MethodSource("everyWayWithEveryNumberOfBlocks")
  void sparseStepsEndInTheBitsOfDenseOnes(Way way, int blocks, Precision precision) {
    Optimizer optimizer = optimizer("adagrad", "learning-rate", 0.1);
    List<double[]> sparse = train(training(SPARSE, optimizer, blocks), way, precision);
    Way other = way == Way.LOCAL ? Way.LOCAL : Way.IN_PROCESS;
    List<double[]> dense = train(training(new Dense(SPARSE), optimizer, blocks), other, precision);

    assertThat(sparse.get(1)).isEqualTo(dense.get(1));
    assertThat(Arrays.equals(sparse.get(0), dense.get(0))).isTrue();
  }

  static Stream<Optimizer> everyKindOfOptimizer() {
    return Stream.of(
        optimizer("sgd", "learning-rate", 0.3),
        optimizer("sgd", "clip-global-norm", 0.5, "clip-value", 0.1),
        optimizer("sgd", "weight-decay", 0.01),
        optimizer("sgd", "average", "mean"),
        optimizer("sgd", "lookahead", 2),
        optimizer("sgd", "accumulate", 2),
        optimizer("adagrad", "skip-not-finite", 3),
        optimizer("adam"),
        optimizer("momentum", "learning-rate", 0.1),
        optimizer("sparse-adam", "gradient-noise", 0.01),
        optimizer("sparse-adagrad", "clip-norm", 0.5));
  }

  @ParameterizedTest
  @MethodSource("everyKindOfOptimizer")
  void everyOptimizerTakesTheStepsOfDenseGradients(Optimizer optimizer) {
    for (Way way : new Way[] {Way.IN_PROCESS, Way.SOCKETS}) {
      List<double[]> sparse = train(training(SPARSE, optimizer, 3), way, Precision.DOUBLE);
      List<double[]> dense =
          train(training(new Dense(SPARSE), optimizer, 3), Way.IN_PROCESS, Precision.DOUBLE);
      assertThat(sparse.get(1)).isEqualTo(dense.get(1));
      assertThat(Arrays.equals(sparse.get(0), dense.get(0))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatIsSparseStaysSparseOnItsWay(Way way) {
    Workload workload = training(SPARSE, optimizer("sgd"), 7).workload();
    double[] parameters = SPARSE.initialParameters(1);
    double[] changed = parameters.clone();
    changed[5] = 3;
    changed[69_999] = 4;
    double[] expected = dense(way == Way.LOCAL ? Way.LOCAL : Way.JOBS, workload, changed, 1);
    try (BatchGradients gradients = way.open(workload, Precision.DOUBLE)) {
      gradients.start();
      assertThat(gradients.sum(parameters, Optional.empty(), 1, 0))
          .isInstanceOfSatisfying(
              SparseVector.class, sum -> assertThat(sum.count()).isLessThan(12 * BATCH + 2));
      long sent = gradients.traffic().bytesSent();
      long received = gradients.traffic().bytesReceived();
      System.arraycopy(changed, 0, parameters, 0, parameters.length);
      SparseVector sum =
          (SparseVector) gradients.sum(parameters, Optional.of(new int[] {5, 69_999}), 1, 1);
      assertThat(gradients.traffic().bytesSent() - sent).isLessThan(1_000);
      assertThat(gradients.traffic().bytesReceived() - received).isLessThan(10_000);
      assertThat(Arrays.equals(sum.toArray(), expected)).isTrue();
    }
  }

  /** The sums of a batch of the first epoch, of the objective without its support. */
  private static double[] dense(Way way, Workload workload, double[] parameters, int batch) {
    Workload dense =
        new Workload(
            new Dense(workload.objective()), workload.plan(), workload.rows(), Optional.empty());
    try (BatchGradients gradients = way.open(dense, Precision.DOUBLE)) {
      return gradients.sums(parameters, 1, batch);
    }
  }

  @Test
  void replicasTakeTheStepsOfDenseGradients() {
    for (String name : List.of("adagrad", "sparse-adam", "adam")) {
      double[][] parameters = new double[2][];
      Objective[] forms = {SPARSE, new Dense(SPARSE)};
      for (int i = 0; i < 2; i++) {
        Training training =
            Training.of(
                    forms[i],
                    optimizer(name),
                    DATASETS.get(3),
                    new BatchPlan(ROWS / 3, BATCH, true, 3))
                .epochs(2)
                .build();
        parameters[i] =
            Engine.of(
                    Engine.Kind.ROUNDS,
                    ExchangeSettings.DEFAULT.with(Kind.STAGE),
                    RoundSettings.DEFAULT)
                .train(training, new Listener() {})
                .parameters();
      }
      assertThat(Arrays.equals(parameters[0], parameters[1])).isTrue();
    }
  }

  @Test
  void rowsThatReachManyParametersAreAddedUpDensely() {
    Objective wide = new Wide(SPARSE);
    Workload workload = training(wide, optimizer("sgd"), 2).workload();
    LocalGradients gradients = new LocalGradients(workload);
    double[] parameters = SPARSE.initialParameters(1);
    double[] expected = dense(Way.LOCAL, workload, parameters, 2);
    for (int i = 0; i < 3; i++) {
      assertThat(gradients.sum(parameters, Optional.empty(), 1, 2).toArray()).isEqualTo(expected);
      assertThat(gradients.sum(parameters, Optional.empty(), 1, 2))
          .isNotInstanceOf(SparseVector.class);
    }
  }

  /** An objective that says it reaches a half of all parameters. */
  private record Wide(Objective objective) implements Objective {
    @Override
    public Layout layout() {
      return objective.layout();
    }

    @Override
    public double[] initialParameters(long seed) {
      return objective.initialParameters(seed);
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
      return objective.addLossAndGradient(examples, rows, count, parameters, gradient);
    }

    @Override
    public double loss(Examples examples, int[] rows, int count, double[] parameters) {
      return objective.loss(examples, rows, count, parameters);
    }

    @Override
    public Optional<Support> support(Examples examples) {
      return Optional.of((rows, count, marked) -> marked.addRange(0, COLUMNS / 2));
    }
  }
}

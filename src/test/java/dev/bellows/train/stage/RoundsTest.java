package dev.bellows.train.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.Measures;
import dev.bellows.model.Objective;
import dev.bellows.train.exchange.BatchGradients;
import dev.bellows.train.exchange.Exchange;
import dev.bellows.train.exchange.Exchange.Part;
import dev.bellows.train.exchange.ExchangeFailure;
import dev.bellows.train.exchange.ExchangeSettings;
import dev.bellows.train.exchange.ExchangeSettings.Kind;
import dev.bellows.train.exchange.JobExchange;
import dev.bellows.train.exchange.JobRounds;
import dev.bellows.train.exchange.LocalGradients;
import dev.bellows.train.exchange.Passage;
import dev.bellows.train.exchange.Precision;
import dev.bellows.train.exchange.ReplicaRounds;
import dev.bellows.train.exchange.ReplicaRounds.Answer;
import dev.bellows.train.exchange.Workload;
import dev.bellows.train.wire.NetworkTransport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.BlockId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RoundsTest {
  private static final int ROUNDS = 4;
  private static final int LONG = 70_001; // three chunks
  private static final ExchangeSettings STAGE = ExchangeSettings.DEFAULT.with(Kind.STAGE);
  private static final Objective OBJECTIVE = new LinearRegression(ToyReplicas.COLUMNS);

  /** The ways of running rounds. */
  enum Way {
    JOBS,
    IN_PROCESS,
    SOCKETS;

    Exchange open(Workload workload) {
      if (this == JOBS) {
        return workload.replicas().isPresent()
            ? new JobRounds(workload)
            : new JobExchange(workload, Precision.DOUBLE);
      }
      TaskRanges ranges = workload.rows().ranges();
      Passage passage = Passage.of(workload, Precision.DOUBLE);
      return new StageExchange(
          workload,
          STAGE,
          this == IN_PROCESS
              ? new InProcess(ranges, passage)
              : new NetworkTransport(ranges, passage, STAGE));
    }

    ReplicaRounds rounds(ToyReplicas toy, int blocks, int tasks) {
      return (ReplicaRounds) open(workload(blocks, tasks, Optional.of(toy)));
    }
  }

  @BeforeEach
  void nothingHasRun() {
    ToyReplicas.CALLS.set(0);
  }

  static Dataset rows(TaskRanges ranges) {
    List<Integer> tasks = IntStream.range(0, ranges.tasks()).boxed().toList();
    JavaRDD<PackedBlock> blocks =
        TestSpark.context()
            .parallelize(tasks, tasks.size())
            .flatMap(task -> ToyReplicas.blocks(ranges, task).iterator());
    int rows = IntStream.range(0, ranges.blocks()).map(b -> ToyReplicas.block(b).count()).sum();
    return new Dataset(blocks, ranges, rows, ToyReplicas.COLUMNS);
  }

  static Workload workload(int blocks, int tasks, Optional<ToyReplicas> toy) {
    Dataset rows = rows(new TaskRanges(blocks, tasks));
    return new Workload(
        OBJECTIVE,
        new BatchPlan(rows.rows(), rows.rows(), false, 1),
        rows,
        Optional.of(rows(rows.ranges())),
        toy.map(each -> each));
  }

  private static void requireSame(Answer answer, Answer expected) {
    assertThat(Arrays.equals(answer.sums(), expected.sums())).as("the sums").isTrue();
    assertThat(Arrays.deepEquals(answer.states(), expected.states())).as("the states").isTrue();
  }

  /** Some rounds, each compared with the plain loop. */
  private static void requireRounds(ReplicaRounds exchange, ToyReplicas toy, int blocks) {
    exchange.start();
    ToyReplicas sound = toy.failingAt(0);
    double[] sent = toy.first();
    double[][] states = toy.states(blocks);
    for (int i = 0; i < ROUNDS; i++) {
      Answer answer = exchange.round(ToyReplicas.round(i), sent, states);
      requireSame(answer, sound.plain(ToyReplicas.round(i), sent, states));
      sent = toy.next(sent, answer.sums());
      states = i == 1 ? ToyReplicas.averaged(answer.states()) : answer.states();
    }
  }

  static Stream<Arguments> everyShape() {
    List<Arguments> all = new ArrayList<>();
    for (Way way : Way.values()) {
      for (int blocks = 1; blocks <= 7; blocks++) {
        int most = Math.min(blocks, way == Way.JOBS ? 3 : 2);
        Precision encoding = Precision.values()[blocks % 3];
        all.add(Arguments.of(way, blocks, most, ToyReplicas.of(5, 9, 4, encoding)));
        ToyReplicas quiet = ToyReplicas.of(3, 4, 6, encoding).withSomeEmpty();
        all.add(Arguments.of(way, blocks, 1, quiet));
      }
      all.add(Arguments.of(way, 3, 2, ToyReplicas.of(6, 7, 0, Precision.SINGLE)));
      for (Precision encoding : Precision.values()) {
        all.add(Arguments.of(way, 3, 2, ToyReplicas.of(LONG, LONG + 1, LONG - 7, encoding)));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everyShape")
  void everyExchangeGivesTheBitsOfThePlainLoop(Way way, int blocks, int tasks, ToyReplicas toy) {
    try (ReplicaRounds exchange = way.rounds(toy, blocks, tasks)) {
      requireRounds(exchange, toy, blocks);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"IN_PROCESS", "SOCKETS"})
  void aTaskThatFailsInTheMiddleOfARoundCostsARetryAndNoBits(Way way) {
    for (int call : new int[] {1, 5, 8, 18}) { // of 5 a round
      ToyReplicas.CALLS.set(0);
      ToyReplicas toy = ToyReplicas.of(5, 9, 4, Precision.BFLOAT16).failingAt(call);
      try (ReplicaRounds exchange = way.rounds(toy, 5, 2)) {
        requireRounds(exchange, toy, 5);
      }
      assertThat(ToyReplicas.CALLS.get()).as("some work was done again").isGreaterThan(5 * ROUNDS);
    }
  }

  @Test
  void aJobThatFailsIsAFailureInOneLine() {
    ToyReplicas toy = ToyReplicas.of(5, 9, 4, Precision.DOUBLE).failingAt(3);
    try (ReplicaRounds exchange = Way.JOBS.rounds(toy, 5, 2)) {
      assertThatThrownBy(() -> exchange.round(ToyReplicas.round(0), toy.first(), toy.states(5)))
          .isInstanceOf(ExchangeFailure.class)
          .hasMessageContaining("the replica fails");
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatADriverHasIsNeverWrittenInto(Way way) {
    ToyReplicas toy = ToyReplicas.of(5, 9, 4, Precision.DOUBLE);
    double[] sent = toy.first();
    List<double[][]> states = new ArrayList<>();
    states.add(toy.states(4));
    List<double[][]> copies = new ArrayList<>();
    try (ReplicaRounds exchange = way.rounds(toy, 4, 2)) {
      for (int i = 0; i < ROUNDS; i++) {
        double[][] last = states.get(i);
        copies.add(Arrays.stream(last).map(double[]::clone).toArray(double[][]::new));
        states.add(exchange.round(ToyReplicas.round(i), sent, last).states());
      }
    }
    assertThat(sent).isEqualTo(toy.first());
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(Arrays.deepEquals(states.get(i), copies.get(i))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void measuresAreThoseOfThePlainLoopBetweenRoundsAndWithout(Way way) {
    double[] parameters = {0.1, -0.2, 0.3, 0.4};
    ToyReplicas toy = ToyReplicas.of(9, 9, 4, Precision.DOUBLE); // not as many as parameters
    Workload rounds = workload(5, 2, Optional.of(toy));
    double[] expected = plainMeasures(5, parameters);
    double[][] states = toy.states(5);
    try (ReplicaRounds exchange = (ReplicaRounds) way.open(rounds)) {
      for (int i = 0; i < 2; i++) {
        assertThat(exchange.measures(parameters, Part.TRAINING)).isEqualTo(expected);
        Answer answer = exchange.round(ToyReplicas.round(i), toy.first(), states);
        requireSame(answer, toy.plain(ToyReplicas.round(i), toy.first(), states));
        states = answer.states();
        assertThat(exchange.measures(parameters, Part.VALIDATION)).isEqualTo(expected);
      }
    }
    Workload gradients = workload(5, 2, Optional.empty());
    try (BatchGradients exchange = (BatchGradients) way.open(gradients)) {
      assertThat(exchange.measures(parameters, Part.TRAINING)).isEqualTo(expected);
      assertThat(exchange.sums(parameters, 1, 0)[4]).isEqualTo(expected[0]);
    }
    double[] local = new LocalGradients(gradients).measures(parameters, Part.TRAINING);
    assertThat(local).isEqualTo(expected);
  }

  private static double[] plainMeasures(int blocks, double[] parameters) {
    Measures measures = OBJECTIVE.measures();
    OrderedSum sum = new OrderedSum(blocks);
    for (int block = 0; block < blocks; block++) {
      double[] sums = new double[measures.size()];
      ToyReplicas.block(block)
          .visitAll((piece, rows, count) -> measures.add(piece, rows, count, parameters, sums));
      sum.add(block, sums);
    }
    return sum.total();
  }

  @Test
  void gradientsAreNotToBeHadOfReplicasNorRoundsWithoutThem() {
    ToyReplicas toy = ToyReplicas.of(4, 9, 4, Precision.DOUBLE);
    Workload gradients = workload(3, 2, Optional.empty());
    assertThatThrownBy(() -> new JobRounds(gradients)).isInstanceOf(IllegalStateException.class);
    try (BatchGradients exchange = (BatchGradients) Way.IN_PROCESS.rounds(toy, 3, 2)) {
      assertThatThrownBy(() -> exchange.sums(new double[4], 1, 0))
          .isInstanceOf(IllegalStateException.class);
    }
    try (ReplicaRounds exchange = (ReplicaRounds) Way.IN_PROCESS.open(gradients)) {
      assertThatThrownBy(() -> exchange.round(ToyReplicas.round(0), new double[4], new double[3][]))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void statesThatAreTooFewOrTooShortAreRefused(Way way) {
    ToyReplicas toy = ToyReplicas.of(4, 9, 4, Precision.DOUBLE);
    try (ReplicaRounds exchange = way.rounds(toy, 3, 2)) {
      for (double[][] wrong : new double[][][] {new double[2][4], new double[3][5]}) {
        assertThatThrownBy(() -> exchange.round(ToyReplicas.round(0), toy.first(), wrong))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageEndingWith("and not of 3 with 4 elements each");
      }
    }
  }

  @Test
  void noBroadcastIsLeftAfterARoundNorAfterAFailure() throws InterruptedException {
    int length = 100_000; // of nobody else's broadcasts
    ToyReplicas toy = ToyReplicas.of(length, 5, length, Precision.DOUBLE);
    try (ReplicaRounds exchange = Way.JOBS.rounds(toy, 2, 2)) {
      exchange.round(ToyReplicas.round(0), toy.first(), toy.states(2));
    }
    ToyReplicas.CALLS.set(0);
    ToyReplicas failing = toy.failingAt(1);
    try (ReplicaRounds exchange = Way.JOBS.rounds(failing, 2, 2)) {
      assertThatThrownBy(() -> exchange.round(ToyReplicas.round(0), toy.first(), toy.states(2)))
          .isInstanceOf(ExchangeFailure.class);
    }

    long left = Long.MAX_VALUE;
    for (int i = 0; i < 100 && left > 0; i++) {
      left = broadcasts(length * 7L, length * 9L);
      Thread.sleep(50);
    }
    assertThat(left).isZero();
  }

  private static long broadcasts(long least, long most) {
    scala.collection.Seq<BlockId> found =
        SparkEnv.get().blockManager().getMatchingBlockIds(id -> id.isBroadcast());
    long count = 0;
    for (int i = 0; i < found.size(); i++) {
      try {
        var status = SparkEnv.get().blockManager().getStatus(found.apply(i));
        long bytes = status.isDefined() ? status.get().memSize() : 0;
        count += bytes > least && bytes < most ? 1 : 0;
      } catch (NullPointerException e) {
        // Spark asks for the size of a block that it removed a moment before: it is not left.
      }
    }
    return count;
  }
}

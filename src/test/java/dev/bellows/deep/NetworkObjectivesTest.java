package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import dev.bellows.model.GradientSum;
import dev.bellows.model.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkObjectivesTest {
  private static final String PLAIN =
      "conv 4 3x3 padding 1, relu, max-pool 2, flatten, linear 8, tanh, linear 3";
  private static final String DROPS = "flatten, linear 30, dropout 0.4, linear 3";

  private static LabelledRows rows(int count, int columns, int classes) {
    KeyedRandom random = new KeyedRandom(5, 1);
    double[] values = new double[count * columns];
    Arrays.setAll(values, i -> random.nextDouble() < 0.5 ? 0 : random.nextGaussian());
    double[] labels = new double[count];
    Arrays.setAll(labels, i -> i % classes);
    return new LabelledRows(new DenseRows(values, columns), labels);
  }

  private record Sum(double loss, double[] gradient) {}

  private static Sum sum(
      Predictor objective, LabelledRows rows, double[] parameters, long key, int from, int to) {
    double[] gradient = new double[parameters.length];
    GradientSum sum = objective.beginBatch(key, parameters, gradient);
    for (int row = from; row < to; row += 7) { // in pieces, as engines give them
      int[] chosen = IntStream.range(row, Math.min(to, row + 7)).toArray();
      sum.add(rows, 0, chosen, chosen.length);
    }
    return new Sum(sum.finish(), gradient);
  }

  private static void assertClose(double[] actual, double[] expected, double precision) {
    double most = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isEqualTo(expected[i], within(precision * most));
    }
  }

  @Test
  void twoSharesGiveTheGradientOfOne() {
    NetworkClassification network = Network.of("2x6x6", PLAIN).classification();
    double[] parameters = network.initialParameters(1);
    LabelledRows rows = rows(300, 72, 3);
    Sum whole = sum(network, rows, parameters, 1, 0, 300); // of three passes
    Sum first = sum(network, rows, parameters, 1, 0, 110);
    Sum second = sum(network, rows, parameters, 1, 110, 300);
    double[] both = first.gradient().clone();
    Arrays.setAll(both, i -> both[i] + second.gradient()[i]);
    assertClose(both, whole.gradient(), 1e-5);
    assertThat(first.loss() + second.loss()).isEqualTo(whole.loss(), within(1e-5 * whole.loss()));
  }

  @Test
  void theSameRowsGiveTheSameBits() {
    NetworkClassification network = Network.of("2x6x6", PLAIN).classification();
    double[] parameters = network.initialParameters(1);
    LabelledRows rows = rows(40, 72, 3);
    Sum once = sum(network, rows, parameters, 1, 0, 40);
    Sum again = sum(network, rows, parameters, 1, 0, 40);
    assertThat(again.gradient()).isEqualTo(once.gradient());
    assertThat(again.loss()).isEqualTo(once.loss());
  }

  @Test
  void sharesOfABatchNormalisationAreWeightedByTheirRows() {
    NetworkClassification network =
        Network.of("3", "batch-norm momentum 0.5, linear 2").classification();
    double[] parameters = network.initialParameters(1);
    LabelledRows rows =
        new LabelledRows(
            new DenseRows(new double[] {1, 2, 3, 3, 2, 1, 5, 5, 5, 7, 9, 5, 0, 1, 2}, 3),
            new double[] {0, 1, 0, 1, 1});
    double[] gradient = new double[parameters.length];
    for (int[] share : new int[][] {{0, 1}, {2, 3, 4}}) {
      GradientSum sum = network.beginBatch(1, parameters, gradient);
      sum.add(rows, 0, share, share.length);
      sum.finish();
    }
    Layout layout = network.layout();
    // Means of the shares: (2, 2, 2) and (4, 5, 4); by rows (3.2, 3.8, 3.2), which the running
    // mean, 0, moves half of the way to.
    double[] means = layout.read("0.running_mean", gradient);
    for (int i = 0; i < 3; i++) {
      double next = 0 - 0.5 * means[i] / 5;
      assertThat(next).isEqualTo(new double[] {1.6, 1.9, 1.6}[i], within(1e-6));
    }
    // Unbiased variances: (2, 0, 2) and (13, 16, 3); by rows (8.6, 9.6, 2.6).
    double[] variances = layout.read("0.running_var", gradient);
    for (int i = 0; i < 3; i++) {
      double next = 1 - 0.5 * variances[i] / 5;
      assertThat(next).isEqualTo(new double[] {4.8, 5.3, 1.8}[i], within(1e-5));
    }
  }

  @Test
  void aShareOfOneNumberAChannelGoesByTheRunningStatisticsAndLeavesThem() {
    NetworkClassification network = Network.of("3", "batch-norm, linear 2").classification();
    double[] parameters = network.initialParameters(1);
    LabelledRows one = rows(1, 3, 2);
    Sum sum = sum(network, one, parameters, 1, 0, 1);
    assertThat(sum.loss()).isEqualTo(network.loss(one, new int[] {0}, 1, parameters));
    assertThat(network.layout().read("0.running_mean", sum.gradient())).containsOnly(0);
    assertThat(network.layout().read("0.running_var", sum.gradient())).containsOnly(0);
    for (double element : sum.gradient()) {
      assertThat(element).isFinite();
    }
  }

  @Test
  void whereNothingIsTrainedRunningStatisticsHaveNoGradient() {
    NetworkClassification network = Network.of("3", "batch-norm, linear 2").classification();
    double[] parameters = network.initialParameters(1);
    double[] gradient = new double[parameters.length];
    network.addLossAndGradient(rows(4, 3, 2), new int[] {0, 1, 2, 3}, 4, parameters, gradient);
    assertThat(network.layout().read("0.running_mean", gradient)).containsOnly(0);
    assertThat(network.layout().read("1.bias", gradient)).doesNotContain(0);
  }

  @Test
  void dropsGoByTheRowAndTheKeyAndNotByTheShare() {
    NetworkClassification network = Network.of("2x3x3", DROPS).classification();
    double[] parameters = network.initialParameters(1);
    LabelledRows rows = rows(60, 18, 3);
    Sum whole = sum(network, rows, parameters, 9, 0, 60);
    Sum first = sum(network, rows, parameters, 9, 0, 25);
    Sum second = sum(network, rows, parameters, 9, 25, 60);
    assertThat(first.loss() + second.loss()).isEqualTo(whole.loss(), within(1e-5 * whole.loss()));
    assertThat(sum(network, rows, parameters, 10, 0, 60).loss())
        .isNotCloseTo(whole.loss(), within(1e-3 * whole.loss()));
    int[] all = IntStream.range(0, 60).toArray();
    assertThat(network.loss(rows, all, 60, parameters))
        .isNotCloseTo(whole.loss(), within(1e-3 * whole.loss()));
  }

  @Test
  void sparseRowsAreTheSameRows() {
    NetworkClassification network = Network.of("2x6x6", PLAIN).classification();
    double[] parameters = network.initialParameters(1);
    LabelledRows dense = rows(20, 72, 3);
    Sum expected = sum(network, dense, parameters, 1, 0, 20);
    LabelledRows sparse = new LabelledRows(sparse((DenseRows) dense.features()), dense.labels());
    Sum actual = sum(network, sparse, parameters, 1, 0, 20);
    assertThat(actual.gradient()).isEqualTo(expected.gradient());
  }

  private static Rows sparse(DenseRows rows) {
    int[] starts = new int[rows.count() + 1];
    List<Integer> indices = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < rows.values().length; i++) {
      if (rows.values()[i] != 0) {
        indices.add(i % rows.columns());
        values.add(rows.values()[i]);
      }
      starts[i / rows.columns() + 1] = values.size();
    }
    return new SparseRows(
        starts,
        indices.stream().mapToInt(Integer::intValue).toArray(),
        values.stream().mapToDouble(Double::doubleValue).toArray(),
        rows.columns());
  }

  @Test
  void aRowThatWeighsTwiceIsTwoRows() {
    NetworkClassification network = Network.of("2x6x6", PLAIN).classification();
    double[] parameters = network.initialParameters(1);
    LabelledRows rows = rows(2, 72, 3);
    double[] twice = new double[parameters.length];
    GradientSum sum = network.beginBatch(1, parameters, twice);
    sum.add(rows, 0, new int[] {0, 1, 1}, 3);
    double loss = sum.finish();
    LabelledRows weighted = new LabelledRows(rows.features(), rows.labels(), new double[] {1, 2});
    Sum heavy = sum(network, weighted, parameters, 1, 0, 2);
    assertThat(heavy.loss()).isEqualTo(loss, within(1e-6 * loss));
    assertClose(heavy.gradient(), twice, 1e-5);
  }

  @Test
  void aNumberIsPredictedBySquaredError() {
    NetworkRegression network = Network.of("2", "linear 1").regression();
    double[] parameters = {2, -1, 0.5}; // 2a - b + 0.5
    LabelledRows rows = new LabelledRows(new DenseRows(new double[] {3, 1}, 2), new double[] {4});
    double[] gradient = new double[3];
    double loss = network.addLossAndGradient(rows, new int[] {0}, 1, parameters, gradient);
    assertThat(loss).isEqualTo(1.125); // half of (5.5 - 4)²
    assertThat(gradient).containsExactly(4.5, 1.5, 1.5);
  }

  @Test
  void manyThreadsMayTrainAtOnce() throws Exception {
    NetworkClassification network = Network.of("2x6x6", PLAIN).classification();
    double[] parameters = network.initialParameters(1);
    LabelledRows rows = rows(50, 72, 3);
    double[] expected = sum(network, rows, parameters, 1, 0, 50).gradient();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<double[]>> answers = new ArrayList<>();
    for (int task = 0; task < 40; task++) {
      answers.add(threads.submit(() -> sum(network, rows, parameters, 1, 0, 50).gradient()));
    }
    for (Future<double[]> answer : answers) {
      assertThat(answer.get()).isEqualTo(expected);
    }
    threads.shutdown();
  }

  @Test
  void aThousandStepsLeaveNoMemoryBehind() throws Exception {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "only Linux tells what a process has in memory");
    NetworkClassification network =
        Network.of("2x16x16", "conv 16 3x3, batch-norm, relu, dropout 0.5, flatten, linear 3")
            .classification();
    double[] parameters = network.initialParameters(1);
    LabelledRows rows = rows(32, 512, 3);
    for (int step = 0; step < 200; step++) {
      sum(network, rows, parameters, step, 0, 32);
    }
    long before = residentKilobytes(status);
    for (int step = 0; step < 1000; step++) {
      sum(network, rows, parameters, step, 0, 32);
    }
    // One step's activations are 1.6 MB: a thousand that nobody frees are 1.6 GB.
    assertThat(residentKilobytes(status) - before).isLessThan(500_000);
  }

  private static long residentKilobytes(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}

package dev.bellows.model.perceptron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import dev.bellows.model.GradientCheck;
import dev.bellows.model.GradientSum;
import dev.bellows.model.Predictor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PerceptronObjectivesTest {
  private static final int CLASSES = 3;
  private static final int COLUMNS = 5;
  private static final int ROWS = 40;
  private static final int WIDE = 3 * Workspace.MOST_SPREAD_OUT;
  private static final int[] ALL = IntStream.range(0, ROWS).toArray();

  private static Perceptron network(
      Activation activation, double dropout, Arithmetic arithmetic, Integer... sizes) {
    return new Perceptron(List.of(sizes), activation, dropout, Initialization.AUTO, arithmetic);
  }

  private static PerceptronClassification small(Activation activation, double dropout) {
    return network(activation, dropout, Arithmetic.FLOAT64, COLUMNS, 7, 4, CLASSES)
        .classification();
  }

  /** Random rows of any number; every second one weighs, if they do. */
  private static LabelledRows rows(int count, int columns, boolean weighted) {
    Random random = new Random(count);
    double[] values = random.doubles((long) count * columns, -1, 1).toArray();
    return labelled(new DenseRows(values, columns), weighted);
  }

  private static LabelledRows labelled(Rows features, boolean weighted) {
    double[] labels = new double[features.count()];
    Arrays.setAll(labels, i -> i * i % CLASSES);
    double[] weights = new double[weighted ? labels.length : 0];
    Arrays.setAll(weights, i -> i % 2 * (1 + i / 7.0));
    return new LabelledRows(features, labels, weights);
  }

  /** Rows of which each has some elements, sparse and dense. */
  private static List<LabelledRows> alike(int columns) {
    Random random = new Random(columns);
    int each = 6;
    int[] starts = new int[ROWS + 1];
    int[] indices = new int[ROWS * each];
    double[] values = random.doubles(indices.length, -1, 1).toArray();
    double[] dense = new double[ROWS * columns];
    for (int r = 0; r < ROWS; r++) {
      starts[r + 1] = (r + 1) * each;
      // The first feature is in every row, and the last in some.
      int[] features =
          IntStream.concat(
                  IntStream.of(0), random.ints(1, columns - 1).distinct().limit(each - 2).sorted())
              .toArray();
      System.arraycopy(features, 0, indices, r * each, each - 1);
      indices[r * each + each - 1] = columns - 1;
      for (int i = starts[r]; i < starts[r + 1]; i++) {
        dense[r * columns + indices[i]] = values[i];
      }
    }
    return List.of(
        labelled(new SparseRows(starts, indices, values, columns), true),
        labelled(new DenseRows(dense, columns), true));
  }

  private record Result(double loss, double[] gradient) {}

  private static Result result(
      Predictor objective, LabelledRows examples, int[] rows, double[] parameters) {
    double[] gradient = new double[parameters.length];
    double loss = objective.addLossAndGradient(examples, rows, rows.length, parameters, gradient);
    return new Result(loss, gradient);
  }

  private static Result batch(
      Predictor objective, LabelledRows examples, int[] rows, double[] parameters, long key) {
    double[] gradient = new double[parameters.length];
    GradientSum sum = objective.beginBatch(key, parameters, gradient);
    sum.add(examples, 0, rows, rows.length);
    return new Result(sum.finish(), gradient);
  }

  static Stream<Arguments> objectives() {
    List<Arguments> all = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (boolean weighted : new boolean[] {false, true}) {
        all.add(Arguments.of(small(activation, 0), weighted));
        Perceptron one = network(activation, 0, Arithmetic.FLOAT64, COLUMNS, 6, 1);
        all.add(Arguments.of(one.regression(), weighted));
      }
    }
    all.add(
        Arguments.of(
            network(Activation.RELU, 0, Arithmetic.FLOAT64, COLUMNS, 2).classification(), true));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void theGradientIsTheSlopeOfTheLoss(Predictor objective, boolean weighted) {
    LabelledRows examples = rows(ROWS, COLUMNS, weighted);
    if (objective.outputs() == 2) {
      examples =
          new LabelledRows(
              examples.features(),
              Arrays.stream(examples.labels()).map(label -> Math.min(label, 1)).toArray(),
              examples.weights());
    }
    double[] parameters = objective.initialParameters(3);
    int[] chosen = {1, 4, 5, 39, 0, 17};

    GradientCheck check = GradientCheck.of(objective, examples, chosen, parameters);

    assertThat(check.passes(1e-6)).as(check.toString()).isTrue();
  }

  @Test
  void withDropoutTheGradientIsThatOfTheDrawnNetwork() {
    PerceptronClassification objective = small(Activation.TANH, 0.4);
    LabelledRows examples = rows(ROWS, COLUMNS, true);
    double[] parameters = objective.initialParameters(3);

    Result found = batch(objective, examples, ALL, parameters, 11);

    double h = 1e-6;
    for (int i = 0; i < parameters.length; i++) {
      double[] up = parameters.clone();
      double[] down = parameters.clone();
      up[i] += h;
      down[i] -= h;
      double slope =
          (batch(objective, examples, ALL, up, 11).loss()
                  - batch(objective, examples, ALL, down, 11).loss())
              / (2 * h);
      assertThat(found.gradient()[i]).isEqualTo(slope, within(1e-7));
    }
  }

  @Test
  void theLossesAreThoseOfTheDefinition() {
    Perceptron single = network(Activation.RELU, 0, Arithmetic.FLOAT64, 1, 2);
    LabelledRows one =
        new LabelledRows(new DenseRows(new double[] {2}, 1), new double[] {1}, new double[] {3});
    // Logits 2 and 0, so ln(e² + 1) − 0, three times.
    double[] parameters = {1, 0, 0, 0};
    assertThat(single.classification().loss(one, new int[1], 1, parameters))
        .isEqualTo(3 * Math.log(Math.exp(2) + 1), within(1e-15));

    Perceptron line = network(Activation.RELU, 0, Arithmetic.FLOAT64, 1, 1);
    // ½ (3·2 + 1 − 1)², three times
    assertThat(line.regression().loss(one, new int[1], 1, new double[] {3, 1})).isEqualTo(54);
  }

  @Test
  void noLogitOverflows() {
    Perceptron single = network(Activation.RELU, 0, Arithmetic.FLOAT64, 1, 2);
    LabelledRows one = new LabelledRows(new DenseRows(new double[] {1}, 1), new double[] {1});
    Result found =
        result(single.classification(), one, new int[1], new double[] {1000, -1000, 0, 0});

    assertThat(found.loss()).isEqualTo(2000);
    assertThat(found.gradient()).containsExactly(1, -1, 1, -1);
  }

  @Test
  void aLabelThatIsNoClassIsRefused() {
    PerceptronClassification objective = small(Activation.RELU, 0);
    double[] parameters = objective.initialParameters(1);
    for (double label : new double[] {3, -1, 0.5, Double.NaN}) {
      LabelledRows one =
          new LabelledRows(new DenseRows(new double[COLUMNS], COLUMNS), new double[] {label});
      assertThatThrownBy(() -> result(objective, one, new int[1], parameters))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("label " + label + "; labels of 3 classes are the whole numbers from 0 to 2");
    }
    LabelledRows narrow = rows(3, COLUMNS - 1, false);
    assertThatThrownBy(() -> result(objective, narrow, new int[1], parameters))
        .hasMessageContaining("rows of 4 features for a network of 5");
  }

  @Test
  void aWeightCountsAsOftenAsItSays() {
    PerceptronClassification objective = small(Activation.GELU, 0);
    double[] parameters = objective.initialParameters(1);
    LabelledRows plain = rows(ROWS, COLUMNS, false);
    double[] weights = new double[ROWS];
    weights[3] = 2;
    weights[8] = 1;
    LabelledRows weighted = new LabelledRows(plain.features(), plain.labels(), weights);

    Result found = result(objective, weighted, ALL, parameters);

    Result repeated = result(objective, plain, new int[] {3, 3, 8}, parameters);
    assertThat(found.loss()).isEqualTo(repeated.loss(), within(1e-13));
    assertThat(found.gradient()).containsExactly(repeated.gradient(), within(1e-13));
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void singlePrecisionAgreesWithDouble(Activation activation) {
    LabelledRows examples = rows(300, 50, true);
    int[] all = IntStream.range(0, 300).toArray();
    Perceptron exact = network(activation, 0, Arithmetic.FLOAT64, 50, 40, 30, CLASSES);
    Perceptron rounded = network(activation, 0, Arithmetic.FLOAT32, 50, 40, 30, CLASSES);
    double[] parameters = exact.initialParameters(1);

    Result wanted = result(exact.classification(), examples, all, parameters);
    Result found = result(rounded.classification(), examples, all, parameters);

    assertThat(found.loss()).isEqualTo(wanted.loss(), within(1e-6 * wanted.loss()));
    double largest = Arrays.stream(wanted.gradient()).map(Math::abs).max().orElseThrow();
    assertThat(found.gradient()).containsExactly(wanted.gradient(), within(1e-5 * largest));
    assertThat(found.gradient()).isNotEqualTo(wanted.gradient());
  }

  @ParameterizedTest
  @EnumSource(Arithmetic.class)
  void sparseRowsGiveWhatDenseRowsGive(Arithmetic arithmetic) {
    for (int columns : new int[] {20, WIDE}) {
      Perceptron network = network(Activation.TANH, 0, arithmetic, columns, 9, CLASSES);
      PerceptronClassification objective = network.classification();
      double[] parameters = objective.initialParameters(1);
      List<LabelledRows> alike = alike(columns);

      Result sparse = result(objective, alike.get(0), ALL, parameters);
      Result dense = result(objective, alike.get(1), ALL, parameters);
      // Again, with a workspace that has seen other columns.
      result(objective, alike.get(0), new int[] {7, 3}, parameters);
      Result again = result(objective, alike.get(0), ALL, parameters);

      double most = arithmetic == Arithmetic.FLOAT64 ? 1e-13 : 1e-5;
      assertThat(sparse.loss()).isEqualTo(dense.loss(), within(most * dense.loss()));
      assertThat(sparse.gradient()).containsExactly(dense.gradient(), within(most * ROWS));
      assertThat(again.gradient()).isEqualTo(sparse.gradient());
      assertThat(again.loss()).isEqualTo(sparse.loss());
    }
  }

  @Test
  void sparseAndDenseRowsMayBeMixed() {
    Perceptron network = network(Activation.TANH, 0, Arithmetic.FLOAT64, WIDE, 4, CLASSES);
    PerceptronClassification objective = network.classification();
    double[] parameters = objective.initialParameters(1);
    List<LabelledRows> alike = alike(WIDE);
    double[] gradient = new double[parameters.length];
    GradientSum sum = objective.beginBatch(1, parameters, gradient);
    sum.add(alike.get(0), 0, ALL, 10);
    sum.add(alike.get(1), 0, Arrays.copyOfRange(ALL, 10, 15), 5);
    sum.add(alike.get(0), 0, Arrays.copyOfRange(ALL, 15, ROWS), ROWS - 15);

    assertThat(sum.finish())
        .isEqualTo(objective.loss(alike.get(1), ALL, ROWS, parameters), within(1e-12));
    assertThat(gradient)
        .containsExactly(
            result(objective, alike.get(1), ALL, parameters).gradient(), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(Arithmetic.class)
  void piecesDoNotChangeABit(Arithmetic arithmetic) {
    Perceptron network = network(Activation.RELU, 0.3, arithmetic, COLUMNS, 20, CLASSES);
    PerceptronClassification objective = network.classification();
    double[] parameters = objective.initialParameters(1);
    int count = 2 * Workspace.capacity(network) + 77;
    LabelledRows examples = rows(count, COLUMNS, true);
    int[] all = IntStream.range(0, count).toArray();

    Result whole = batch(objective, examples, all, parameters, 5);

    double[] gradient = new double[parameters.length];
    GradientSum sum = objective.beginBatch(5, parameters, gradient);
    for (int from = 0; from < count; from += 19) {
      int to = Math.min(count, from + 19);
      double[] values =
          Arrays.copyOfRange(
              ((DenseRows) examples.features()).values(), from * COLUMNS, to * COLUMNS);
      LabelledRows piece =
          new LabelledRows(
              new DenseRows(values, COLUMNS),
              Arrays.copyOfRange(examples.labels(), from, to),
              Arrays.copyOfRange(examples.weights(), from, to));
      sum.add(piece, from, all, to - from);
    }
    assertThat(sum.finish()).isEqualTo(whole.loss());
    assertThat(gradient).isEqualTo(whole.gradient());
  }

  @Test
  void tilesAddUpToWhatRowsAddUpTo() {
    Perceptron network = network(Activation.SIGMOID, 0, Arithmetic.FLOAT64, COLUMNS, 20, CLASSES);
    PerceptronClassification objective = network.classification();
    double[] parameters = objective.initialParameters(1);
    int count = 2 * Workspace.capacity(network) + 77;
    LabelledRows examples = rows(count, COLUMNS, true);
    int[] backwards = IntStream.range(0, count).map(i -> count - 1 - i).toArray();
    double loss = 0;
    double[] gradient = new double[parameters.length];
    for (int row = 0; row < count; row++) {
      loss += objective.addLossAndGradient(examples, new int[] {row}, 1, parameters, gradient);
    }

    Result found = result(objective, examples, backwards, parameters);

    assertThat(found.loss()).isEqualTo(loss, within(1e-12 * loss));
    assertThat(found.gradient()).containsExactly(gradient, within(1e-11));
  }

  @Test
  void gradientsAreAddedToWhatIsThere() {
    for (Arithmetic arithmetic : Arithmetic.values()) {
      PerceptronClassification objective =
          network(Activation.RELU, 0, arithmetic, COLUMNS, 8, CLASSES).classification();
      double[] parameters = objective.initialParameters(1);
      LabelledRows examples = rows(ROWS, COLUMNS, false);
      double[] once = new double[parameters.length + 1];
      double[] twice = new double[parameters.length + 1];
      objective.addLossAndGradient(examples, ALL, ROWS, parameters, once);
      objective.addLossAndGradient(examples, ALL, ROWS, parameters, twice);
      objective.addLossAndGradient(examples, ALL, ROWS, parameters, twice);

      for (int i = 0; i < parameters.length; i++) {
        assertThat(twice[i]).isEqualTo(2 * once[i], within(1e-13));
      }
      assertThat(twice[parameters.length]).isZero();
    }
  }

  @Test
  void dropoutDependsOnKeyAndRowNumbersAlone() {
    PerceptronClassification objective = small(Activation.RELU, 0.5);
    double[] parameters = objective.initialParameters(1);
    LabelledRows examples = rows(ROWS, COLUMNS, false);

    Result found = batch(objective, examples, ALL, parameters, 1);
    assertThat(batch(objective, examples, ALL, parameters, 1).gradient())
        .isEqualTo(found.gradient());
    assertThat(batch(objective, examples, ALL, parameters, 2).gradient())
        .isNotEqualTo(found.gradient());

    // Two tasks with half of the rows each draw what one draws.
    double[] sum = new double[parameters.length];
    int half = ROWS / 2;
    for (int first = 0; first < ROWS; first += half) {
      double[] values =
          Arrays.copyOfRange(
              ((DenseRows) examples.features()).values(),
              first * COLUMNS,
              (first + half) * COLUMNS);
      LabelledRows part =
          new LabelledRows(
              new DenseRows(values, COLUMNS),
              Arrays.copyOfRange(examples.labels(), first, first + half));
      GradientSum task = objective.beginBatch(1, parameters, sum);
      task.add(part, first, ALL, half);
      task.finish();
    }
    assertThat(sum).containsExactly(found.gradient(), within(1e-12));
  }

  @Test
  void dropoutIsOffButInBatches() {
    LabelledRows examples = rows(ROWS, COLUMNS, false);
    PerceptronClassification with = small(Activation.RELU, 0.5);
    PerceptronClassification without = small(Activation.RELU, 0);
    double[] parameters = with.initialParameters(1);
    double[] outputs = new double[ROWS * CLASSES];
    double[] others = new double[ROWS * CLASSES];
    with.predict(examples.features(), ALL, ROWS, parameters, outputs);
    without.predict(examples.features(), ALL, ROWS, parameters, others);

    assertThat(outputs).isEqualTo(others);
    assertThat(with.loss(examples, ALL, ROWS, parameters))
        .isEqualTo(without.loss(examples, ALL, ROWS, parameters));
    assertThat(result(with, examples, ALL, parameters).gradient())
        .isEqualTo(result(without, examples, ALL, parameters).gradient());
    assertThat(batch(with, examples, ALL, parameters, 1).loss())
        .isNotEqualTo(without.loss(examples, ALL, ROWS, parameters));
  }

  @Test
  void whatRemainsOfDroppedUnitsHasTheSameExpectation() {
    // All units give 1, so their mean with inverted dropout is 1 on average.
    int units = 50;
    double probability = 0.3;
    Dropout dropout = new Dropout(probability, 9);
    DoubleTileKernels kernels = new DoubleTileKernels();
    int rows = 2000;
    double[] values = new double[rows * units];
    double[] slopes = new double[rows * units];
    Arrays.fill(values, 1);
    Arrays.fill(slopes, 2);
    dropout.apply(kernels, 1, units, values, slopes, numbers(rows), rows);

    double kept = Arrays.stream(values).filter(v -> v > 0).count();
    double size = rows * (double) units;
    double deviation = Math.sqrt(probability * (1 - probability) / size);
    assertThat(kept / size).isEqualTo(1 - probability, within(4 * deviation));
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isIn(0.0, 1 / (1 - probability));
      assertThat(slopes[i]).isEqualTo(2 * values[i]);
    }
    for (int u = 0; u < units; u++) { // no unit is favoured, and no row like the next
      int unit = u;
      double share =
          IntStream.range(0, rows).filter(r -> values[r * units + unit] > 0).count()
              / (double) rows;
      assertThat(share).isEqualTo(1 - probability, within(0.05));
    }
  }

  private static long[] numbers(int count) {
    return IntStream.range(0, count).asLongStream().toArray();
  }

  @Test
  void predictionsAreTheOutputsAndTheirSoftmax() {
    PerceptronClassification objective = small(Activation.TANH, 0);
    double[] parameters = objective.initialParameters(1);
    LabelledRows examples = rows(600, COLUMNS, false);
    int[] all = IntStream.range(0, 600).toArray();
    double[] outputs = new double[600 * CLASSES];
    objective.predict(examples.features(), all, 600, parameters, outputs);

    double loss = 0;
    double[] probabilities = new double[CLASSES];
    double[] alone = new double[CLASSES];
    for (int row = 0; row < 600; row++) {
      objective.probabilities(outputs, row * CLASSES, probabilities);
      assertThat(Arrays.stream(probabilities).sum()).isEqualTo(1, within(1e-14));
      loss -= Math.log(probabilities[(int) examples.labels()[row]]);
      objective.predict(examples.features(), new int[] {row}, 1, parameters, alone);
      for (int c = 0; c < CLASSES; c++) {
        assertThat(outputs[row * CLASSES + c]).isEqualTo(alone[c], within(1e-14));
      }
    }
    assertThat(loss).isEqualTo(objective.loss(examples, all, 600, parameters), within(1e-10));
  }

  @ParameterizedTest
  @EnumSource(Arithmetic.class)
  void manyThreadsGetTheSameBits(Arithmetic arithmetic) throws Exception {
    Perceptron network = network(Activation.RELU, 0.2, arithmetic, 30, 40, CLASSES);
    PerceptronClassification objective = network.classification();
    double[] parameters = objective.initialParameters(1);
    LabelledRows examples = rows(400, 30, true);
    int[] all = IntStream.range(0, 400).toArray();
    Result alone = batch(objective, examples, all, parameters, 3);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Result>> results = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int key = 3 + i % 2;
        results.add(
            threads.submit(
                () -> {
                  // Others, so that workspaces have been used for something else.
                  double[] other = objective.initialParameters(key);
                  batch(objective, examples, new int[] {1, 2, 3}, other, key);
                  return batch(objective, examples, all, parameters, 3);
                }));
      }
      for (Future<Result> each : results) {
        assertThat(each.get().loss()).isEqualTo(alone.loss());
        assertThat(each.get().gradient()).isEqualTo(alone.gradient());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anObjectiveThatTravelledGivesTheSameBits() throws Exception {
    PerceptronClassification objective =
        network(Activation.GELU, 0.2, Arithmetic.FLOAT32, COLUMNS, 8, CLASSES).classification();
    double[] parameters = objective.initialParameters(1);
    LabelledRows examples = rows(ROWS, COLUMNS, true);
    Result before = batch(objective, examples, ALL, parameters, 3);

    PerceptronClassification after = (PerceptronClassification) read(written(objective));

    assertThat(after.network()).isEqualTo(objective.network());
    assertThat(batch(after, examples, ALL, parameters, 3).gradient()).isEqualTo(before.gradient());
  }

  private static byte[] written(Object value) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }
}

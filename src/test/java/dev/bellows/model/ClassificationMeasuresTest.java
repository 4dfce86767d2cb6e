package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassificationMeasuresTest {
  private static final LogisticRegression MARGIN = new LogisticRegression(1, false);
  private static final double[] ONE = {1};

  /** Rows whose margin is their only feature. */
  private static Map<String, Double> figures(double[] margins, double[] labels, double[] weights) {
    return figures(MARGIN, ONE, new LabelledRows(new DenseRows(margins, 1), labels, weights));
  }

  private static Map<String, Double> figures(
      Classifier classifier, double[] parameters, LabelledRows rows) {
    Measures measures = classifier.measures();
    return measures.figures(sums(measures, parameters, rows), rows.count());
  }

  /** By two tasks. */
  private static double[] sums(Measures measures, double[] parameters, LabelledRows rows) {
    double[] sums = new double[measures.size()];
    int half = rows.count() / 2;
    for (int[] part :
        new int[][] {
          IntStream.range(0, half).toArray(), IntStream.range(half, rows.count()).toArray()
        }) {
      double[] own = new double[measures.size()];
      measures.add(rows, part, part.length, parameters, own);
      for (int i = 0; i < own.length; i++) {
        sums[i] += own[i];
      }
    }
    return sums;
  }

  /** Every pair of a one and a zero, by sorting. */
  private static double exactArea(double[] margins, double[] labels, double[] weights) {
    Integer[] order =
        IntStream.range(0, margins.length)
            .boxed()
            .sorted((a, b) -> Double.compare(margins[a], margins[b]))
            .toArray(Integer[]::new);
    double pairs = 0;
    double zeros = 0;
    double ones = 0;
    for (int from = 0; from < order.length; ) {
      double zerosHere = 0;
      double onesHere = 0;
      int to = from;
      while (to < order.length && margins[order[to]] == margins[order[from]]) {
        double weight = weights.length == 0 ? 1 : weights[order[to]];
        zerosHere += labels[order[to]] == 0 ? weight : 0;
        onesHere += labels[order[to]] == 1 ? weight : 0;
        to++;
      }
      pairs += onesHere * (zeros + zerosHere / 2);
      zeros += zerosHere;
      ones += onesHere;
      from = to;
    }
    return pairs / (zeros * ones);
  }

  @Test
  void accuracyAndAreaOfAFewRowsAreThoseCountedByHand() {
    // Margins of ones: 2, −1, 0.5; of zeros: −3, 1. Of six pairs 2 > 1, and all three > −3.
    double[] margins = {2, -1, 0.5, -3, 1};
    Map<String, Double> figures = figures(margins, new double[] {1, 1, 1, 0, 0}, new double[0]);

    assertThat(figures.keySet()).containsExactly("accuracy", "auc");
    assertThat(figures.get("accuracy")).isEqualTo(3.0 / 5);
    assertThat(figures.get("auc")).isEqualTo(4.0 / 6, within(1e-15));
  }

  /** Calibrated models, from those that know little to those of rare and rarest clicks. */
  @ParameterizedTest
  @CsvSource({"0,1", "0,0.001", "-4,1", "-4,0.3", "-6.5,1.2", "0,3", "0,300", "50,200"})
  void theAreaIsGoodToATenThousandth(double centre, double spread) {
    int rows = 100_000;
    Random random = new Random(7);
    double[] margins = new double[rows];
    double[] labels = new double[rows];
    double[] weights = new double[rows];
    for (int i = 0; i < rows; i++) {
      margins[i] = centre + spread * random.nextGaussian();
      // Of margins that are too narrow or too wide, the label depends on where in them it is.
      double logit = spread < 0.1 || spread > 10 ? (margins[i] - centre) / spread : margins[i];
      labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
      weights[i] = random.nextInt(3);
    }

    // What the order within bins of 1/64 may be by chance, three deviations of it; see MarginBins.
    double narrow = spread < 0.1 ? 1 : Math.min(1, spread);
    double chance = 3 * 1.3e-3 / (narrow * Math.sqrt(Arrays.stream(labels).sum()));
    assertThat(figures(margins, labels, new double[0]).get("auc"))
        .isEqualTo(exactArea(margins, labels, new double[0]), within(5e-5 + chance));
    assertThat(figures(margins, labels, weights).get("auc"))
        .isEqualTo(exactArea(margins, labels, weights), within(5e-5 + chance));
  }

  @Test
  void largerMarginsAreNeverInEarlierBins() {
    int last = -1;
    for (double exponent = 25; exponent > -25; exponent -= 0.01) {
      int bin = MarginBins.of(-Math.pow(2, exponent));
      assertThat(bin).isBetween(Math.max(last, 0), last + 8);
      last = bin;
    }
    assertThat(MarginBins.of(-0.0)).isEqualTo(last).isEqualTo(MarginBins.COUNT / 2);
    for (double exponent = -25; exponent < 25; exponent += 0.01) {
      int bin = MarginBins.of(Math.pow(2, exponent));
      assertThat(bin).isBetween(last, last + 8);
      last = bin;
    }
    assertThat(last).isEqualTo(MarginBins.COUNT - 1);
    assertThat(MarginBins.of(Double.POSITIVE_INFINITY)).isEqualTo(last);
    assertThat(MarginBins.of(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(MarginBins.of(Double.NaN)).isEqualTo(MarginBins.COUNT / 2);
    assertThat(MarginBins.of(Math.nextDown(16))).isEqualTo(MarginBins.of(16) - 1);
    assertThat(MarginBins.of(Math.nextDown(0.5))).isEqualTo(MarginBins.of(0.5) - 1);
  }

  @Test
  void rowsOfOneClassHaveNoArea() {
    assertThat(figures(new double[] {1, 2}, new double[] {1, 1}, new double[0]).keySet())
        .containsExactly("accuracy");
  }

  @Test
  void theLogLossIsSaidWhereItIsNotTheMeanLoss() {
    double[] margins = {2, -1, 0.5};
    double[] labels = {1, 0, 0};
    double[] weights = {3, 1, 0.5};
    Map<String, Double> figures = figures(margins, labels, weights);

    assertThat(figures.keySet()).containsExactly("accuracy", "auc", "log-loss");
    double sum = 3 * Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(-1));
    sum += 0.5 * Math.log1p(Math.exp(0.5));
    assertThat(figures.get("log-loss")).isEqualTo(sum / 4.5, within(1e-15));
    assertThat(figures.get("accuracy")).isEqualTo(4 / 4.5, within(1e-15));
    assertThat(figures(margins, labels, new double[] {2, 0.5, 0.5}).keySet())
        .containsExactly("accuracy", "auc");
  }

  @Test
  void theFirstSumIsTheLoss() {
    SoftmaxRegression softmax = new SoftmaxRegression(2, 3);
    double[] parameters = new Random(1).doubles(9, -1, 1).toArray();
    LabelledRows rows = threeClasses(1500);
    Measures measures = softmax.measures();
    int[] all = IntStream.range(0, 1500).toArray();
    double[] sums = new double[measures.size()];
    measures.add(rows, all, 1500, parameters, sums);

    assertThat(sums[0]).isEqualTo(softmax.loss(rows, all, 1500, parameters));
    assertThat(measures.figures(sums, 1500).keySet()).containsExactly("accuracy");
  }

  private static LabelledRows threeClasses(int count) {
    Random random = new Random(3);
    double[] labels = random.ints(count, 0, 3).asDoubleStream().toArray();
    double[] values = random.doubles(2L * count, -1, 1).toArray();
    return new LabelledRows(new DenseRows(values, 2), labels);
  }

  @Test
  void twoLogitsHaveTheAreaOfTheirDifference() {
    double[] margins = {2, -1, 0.5, -3, 1};
    LabelledRows rows = new LabelledRows(new DenseRows(margins, 1), new double[] {1, 1, 1, 0, 0});

    assertThat(figures(new SoftmaxRegression(1, 2, false), new double[] {-0.5, 0.5}, rows))
        .isEqualTo(figures(MARGIN, ONE, rows));
  }

  @Test
  void theConfusionMatrixCountsLabelsByRowAndPredictionsByColumn() {
    SoftmaxRegression softmax = new SoftmaxRegression(2, 3);
    double[] parameters = new Random(1).doubles(9, -1, 1).toArray();
    LabelledRows rows = threeClasses(100);
    ClassificationMeasures measures =
        new ClassificationMeasures(softmax, softmax.outputLoss(), true);
    double[] sums = sums(measures, parameters, rows);
    double[][] counts = new double[3][3];
    double[] outputs = new double[3];
    for (int row = 0; row < 100; row++) {
      softmax.predict(rows.features(), new int[] {row}, 1, parameters, outputs);
      counts[(int) rows.labels()[row]][softmax.mostLikely(outputs, 0)]++;
    }

    ConfusionMatrix matrix = measures.confusionMatrix(sums);

    double[] flat = Arrays.stream(counts).flatMapToDouble(Arrays::stream).toArray();
    assertThat(matrix.counts()).isEqualTo(flat);
    assertThat(matrix.accuracy()).isEqualTo(measures.figures(sums, 100).get("accuracy"));
    assertThatThrownBy(
            () -> ((ClassificationMeasures) softmax.measures()).confusionMatrix(new double[3]))
        .hasMessage("these measures count no confusions");
  }

  @Test
  void precisionRecallAndF1AreTheBooks() {
    // Class 2 is never predicted, and class 3 is neither there nor predicted.
    ConfusionMatrix matrix =
        new ConfusionMatrix(4, new double[] {5, 1, 0, 0, 2, 6, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0});

    assertThat(matrix.precision(0)).isEqualTo(5.0 / 8);
    assertThat(matrix.recall(0)).isEqualTo(5.0 / 6);
    assertThat(matrix.f1(0)).isEqualTo(10.0 / 14);
    assertThat(matrix.precision(1)).isEqualTo(6.0 / 10);
    assertThat(matrix.recall(1)).isEqualTo(6.0 / 8);
    assertThat(matrix.precision(2)).isZero();
    assertThat(matrix.f1(3)).isZero();
    assertThat(matrix.macroF1()).isEqualTo((10.0 / 14 + 12.0 / 18) / 4, within(1e-15));
    assertThat(matrix.accuracy()).isEqualTo(11.0 / 18);
    assertThatThrownBy(() -> new ConfusionMatrix(3, new double[4]))
        .hasMessage("4 counts of 3 classes");
  }

  @Test
  void weightsCountInTheFiguresOfARegression() {
    LinearRegression regression = new LinearRegression(1);
    double[] values = new Random(1).doubles(20, -1, 1).toArray();
    double[] labels = new Random(2).doubles(20, -1, 1).toArray();
    double[] weights = new Random(3).ints(20, 0, 3).asDoubleStream().toArray();
    int[] repeated =
        IntStream.range(0, 20)
            .flatMap(row -> IntStream.range(0, (int) weights[row]).map(i -> row))
            .toArray();
    double[] at = {0.5, 0.1};
    Measures measures = regression.measures();
    double[] weighted = new double[measures.size()];
    double[] plain = new double[measures.size()];
    int[] all = IntStream.range(0, 20).toArray();
    measures.add(
        new LabelledRows(new DenseRows(values, 1), labels, weights), all, 20, at, weighted);
    LabelledRows rows = new LabelledRows(new DenseRows(values, 1), labels);
    measures.add(rows, repeated, repeated.length, at, plain);

    Map<String, Double> expected = measures.figures(plain, repeated.length);
    measures
        .figures(weighted, 20)
        .forEach(
            (name, value) ->
                assertThat(value).as(name).isEqualTo(expected.get(name), within(1e-12)));
  }
}

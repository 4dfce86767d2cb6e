package dev.bellows.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasuresTest {
  private static final int ROWS = 40;
  private static final int COLUMNS = 3;
  private final double[] values = new Random(1).doubles(ROWS * COLUMNS, -1, 1).toArray();
  private final double[] parameters = {0.5, -0.25, 1, 0.125};
  private final LinearRegression objective = new LinearRegression(COLUMNS);
  private final Measures measures = objective.measures();

  private LabelledRows labelled(double[] labels) {
    return new LabelledRows(new DenseRows(values, COLUMNS), labels);
  }

  private double prediction(LabelledRows examples, int row) {
    double[] output = new double[1];
    objective.predict(examples.features(), new int[] {row}, 1, parameters, output);
    return output[0];
  }

  private double[] sums(Examples examples) {
    double[] sums = new double[measures.size()];
    int[] first = IntStream.range(0, 17).toArray();
    int[] others = IntStream.range(17, ROWS).toArray();
    measures.add(examples, first, first.length, parameters, sums);
    measures.add(examples, others, others.length, parameters, sums);
    return sums;
  }

  @Test
  void theFiguresOfARegressionAreThoseOfTheBooks() {
    double[] labels = new Random(2).doubles(ROWS, 3, 5).toArray();
    LabelledRows examples = labelled(labels);
    double mean = Arrays.stream(labels).average().orElseThrow();
    double errors = 0;
    double absolute = 0;
    double variation = 0;
    for (int row = 0; row < ROWS; row++) {
      double error = prediction(examples, row) - labels[row];
      errors += error * error;
      absolute += Math.abs(error);
      variation += (labels[row] - mean) * (labels[row] - mean);
    }

    double[] sums = sums(examples);

    assertThat(sums[0]).isEqualTo(errors / 2, within(1e-12));
    Map<String, Double> figures = measures.figures(sums, ROWS);
    assertThat(figures.keySet()).containsExactly("rmse", "r2", "mae");
    assertThat(figures.get("rmse")).isEqualTo(Math.sqrt(errors / ROWS), within(1e-12));
    assertThat(figures.get("r2")).isEqualTo(1 - errors / variation, within(1e-9));
    assertThat(figures.get("mae")).isEqualTo(absolute / ROWS, within(1e-12));
  }

  @Test
  void equalLabelsHaveNoVariationToExplain() {
    for (double label : new double[] {0, 0.1, -7.3, 1e6, 1e-200, 1e200}) {
      double[] labels = new double[ROWS];
      Arrays.fill(labels, label);

      Map<String, Double> figures = measures.figures(sums(labelled(labels)), ROWS);

      assertThat(figures.keySet()).as("of labels %s", label).containsExactly("rmse", "mae");
    }
  }

  @Test
  void aPerfectPredictionExplainsEverything() {
    LabelledRows without = labelled(new double[ROWS]);
    double[] labels =
        IntStream.range(0, ROWS).mapToDouble(row -> prediction(without, row)).toArray();

    assertThat(measures.figures(sums(labelled(labels)), ROWS))
        .containsExactly(entry("rmse", 0.0), entry("r2", 1.0), entry("mae", 0.0));
  }

  /** Half of everything, of which nothing but the loss is measured. */
  private record Half(LinearRegression whole) implements Objective {
    @Override
    public Layout layout() {
      return whole.layout();
    }

    @Override
    public double[] initialParameters(long seed) {
      return whole.initialParameters(seed);
    }

    @Override
    public double addLossAndGradient(
        Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double loss(Examples examples, int[] rows, int count, double[] parameters) {
      return whole.loss(examples, rows, count, parameters) / 2;
    }
  }

  @Test
  void anObjectiveMeasuresItsLossWhereItSaysNothingElse() {
    LabelledRows examples = labelled(new double[ROWS]);
    int[] rows = {3, 4, 9};
    Half half = new Half(objective);
    double[] sums = {10};

    half.measures().add(examples, rows, 3, parameters, sums);

    assertThat(half.measures().size()).isEqualTo(1);
    assertThat(sums[0]).isEqualTo(10 + half.loss(examples, rows, 3, parameters));
    assertThat(half.measures().figures(sums, 3)).isEmpty();
  }
}

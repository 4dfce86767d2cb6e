package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Labelled;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss, and behind it the sums of which the root of the mean squared error, R² (the part of the
 * labels' variance that is explained) and the mean absolute error are made. Weights count in all of
 * them.
 *
 * @param predictor of one output
 * @param cost its loss
 */
record RegressionMeasures(Predictor predictor, OutputLoss cost) implements Measures {
  private static final int WEIGHTS = 1;
  private static final int LABELS = 2;
  private static final int SQUARED_LABELS = 3;
  private static final int SQUARED_ERRORS = 4;
  private static final int ABSOLUTE_ERRORS = 5;
  private static final int SIZE = 6;

  // A variance below this part of the mean square is the rounding of the sums.
  private static final double ROUNDING = 1e-10;

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public void add(Examples examples, int[] rows, int count, double[] parameters, double[] sums) {
    Labelled labelled = (Labelled) examples;
    double[] own = new double[SIZE];
    Predictions.visit(
        predictor,
        labelled,
        rows,
        count,
        parameters,
        (row, outputs, at) -> add(labelled.labels()[row], labelled.weight(row), outputs, at, own));
    for (int s = 0; s < SIZE; s++) {
      sums[s] += own[s];
    }
  }

  private void add(double label, double weight, double[] outputs, int at, double[] sums) {
    double error = outputs[at] - label;
    sums[0] += weight * cost.loss(outputs, at, label);
    sums[WEIGHTS] += weight;
    sums[LABELS] += weight * label;
    sums[SQUARED_LABELS] += weight * (label * label);
    sums[SQUARED_ERRORS] += weight * (error * error);
    sums[ABSOLUTE_ERRORS] += weight * Math.abs(error);
  }

  @Override
  public Map<String, Double> figures(double[] sums, long rows) {
    Map<String, Double> figures = new LinkedHashMap<>();
    double weights = sums[WEIGHTS];
    if (weights == 0) {
      return figures;
    }
    figures.put("rmse", Math.sqrt(sums[SQUARED_ERRORS] / weights));
    double variation = sums[SQUARED_LABELS] - sums[LABELS] * (sums[LABELS] / weights);
    if (variation > ROUNDING * sums[SQUARED_LABELS]) {
      figures.put("r2", 1 - sums[SQUARED_ERRORS] / variation);
    }
    figures.put("mae", sums[ABSOLUTE_ERRORS] / weights);
    return figures;
  }
}

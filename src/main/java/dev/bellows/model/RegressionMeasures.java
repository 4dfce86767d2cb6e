package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The squared loss, and behind it the sums of the labels and of their squares: enough for the root
 * of the mean squared error and for R², the part of the labels' variance that is explained.
 *
 * @param objective whose loss is half the squared error
 */
record RegressionMeasures(LinearRegression objective) implements Measures {
  private static final int LABELS = 1;
  private static final int SQUARES = 2;
  private static final int SIZE = 3;

  // A variance below this part of the mean square is the rounding of the sums.
  private static final double ROUNDING = 1e-10;

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public void add(Examples examples, int[] rows, int count, double[] parameters, double[] sums) {
    sums[0] += objective.loss(examples, rows, count, parameters);
    double[] all = ((LabelledRows) examples).labels();
    double labels = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double label = all[rows[i]];
      labels += label;
      squares += label * label;
    }
    sums[LABELS] += labels;
    sums[SQUARES] += squares;
  }

  @Override
  public Map<String, Double> figures(double[] sums, long rows) {
    Map<String, Double> figures = new LinkedHashMap<>();
    double squaredErrors = 2 * sums[0];
    figures.put("rmse", Math.sqrt(squaredErrors / rows));
    double variation = sums[SQUARES] - sums[LABELS] * (sums[LABELS] / rows);
    if (variation > ROUNDING * sums[SQUARES]) {
      figures.put("r2", 1 - squaredErrors / variation);
    }
    return figures;
  }
}

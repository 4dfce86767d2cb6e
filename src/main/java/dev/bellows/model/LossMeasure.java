package dev.bellows.model;

import dev.bellows.linalg.Examples;
import java.util.Map;

/**
 * The loss alone.
 *
 * @param objective whose loss
 */
record LossMeasure(Objective objective) implements Measures {

  @Override
  public int size() {
    return 1;
  }

  @Override
  public void add(Examples examples, int[] rows, int count, double[] parameters, double[] sums) {
    sums[0] += objective.loss(examples, rows, count, parameters);
  }

  @Override
  public Map<String, Double> figures(double[] sums, long rows) {
    return Map.of();
  }
}

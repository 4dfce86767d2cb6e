package dev.bellows.model;

import dev.bellows.linalg.Examples;
import java.io.Serializable;
import java.util.Map;

/**
 * How good parameters are on some rows: sums over the rows, added up by any number of tasks, and
 * the figures that are made of them. The first sum is always the loss.
 */
public interface Measures extends Serializable {

  /** The number of sums, at least 1. */
  int size();

  /**
   * Adds what the chosen rows give.
   *
   * @param examples the rows to choose from
   * @param rows the chosen row numbers, in the order in which they are added
   * @param count how many elements of {@code rows} count
   * @param parameters only read
   * @param sums {@link #size()} sums; the first is that of the losses
   */
  void add(Examples examples, int[] rows, int count, double[] parameters, double[] sums);

  /**
   * The figures beside the mean loss, by name, in the order in which they are shown: {@code rmse},
   * {@code r2}. A figure that these rows cannot give (R² where all labels are one) is left out.
   *
   * @param sums over all rows
   * @param rows the number of rows, at least 1
   */
  Map<String, Double> figures(double[] sums, long rows);
}

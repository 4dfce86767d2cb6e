package dev.bellows.model;

import dev.bellows.linalg.Rows;

/** An objective over labelled rows, whose parameters predict labels of other rows. */
public interface Predictor extends Objective {

  /** The number of features of a row, at least 1. */
  int columns();

  /**
   * How many numbers are predicted for a row: one for a regression and for two classes (the margin
   * of the second), else one for each class (the logits).
   */
  int outputs();

  /**
   * Predicts some rows. What {@linkplain #beginBatch training} drops at random is used here.
   *
   * @param rows of {@link #columns()} features
   * @param chosen row numbers
   * @param count how many elements of {@code chosen} count
   * @param parameters as laid out by {@link #layout()}; only read
   * @param outputs takes {@code count × outputs()} numbers, row after row
   */
  void predict(Rows rows, int[] chosen, int count, double[] parameters, double[] outputs);
}

package dev.bellows.model;

import dev.bellows.linalg.Labelled;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Rows;
import java.util.BitSet;

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

  /**
   * Predicts some examples, of any kind that it is trained on.
   *
   * @param examples the examples to choose from
   * @param chosen as {@link #predict(Rows, int[], int, double[], double[])} has it
   * @param count as there
   * @param parameters as there
   * @param outputs as there
   * @return which places in {@code chosen} have examples for which nothing can be predicted, such
   *     as broken images: nothing is written into their outputs. Usually none
   */
  default BitSet predict(
      Labelled examples, int[] chosen, int count, double[] parameters, double[] outputs) {
    predict(((LabelledRows) examples).features(), chosen, count, parameters, outputs);
    return new BitSet();
  }
}

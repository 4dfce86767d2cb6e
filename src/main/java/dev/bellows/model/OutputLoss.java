package dev.bellows.model;

import java.io.Serializable;

/**
 * The loss of one row, made of what is predicted for it and of its label. Sums, weights and means
 * are no matter of it. An implementation is a value and makes no object.
 */
public interface OutputLoss extends Serializable {

  /**
   * The loss of a row.
   *
   * @param outputs holds what is predicted; only read
   * @param at where the row's outputs begin
   * @param label the row's label
   * @throws IllegalArgumentException if it is no label for this loss
   */
  double loss(double[] outputs, int at, double label);

  /**
   * The loss of a row, whose outputs become its slopes: the derivatives of the loss by each output.
   *
   * @param outputs in: what is predicted; out: the slopes
   * @param at where the row's outputs begin
   * @param label the row's label
   * @throws IllegalArgumentException if it is no label for this loss
   */
  double lossAndSlopes(double[] outputs, int at, double label);
}

package dev.bellows.model;

import dev.bellows.linalg.Examples;

/**
 * The sum of the losses and gradients of some rows of one batch, given piece by piece. It is for
 * one batch and one thread, and its gradient is whole only when it is finished: an objective made
 * of matrix products gathers rows of many pieces before it multiplies.
 */
public interface GradientSum {

  /**
   * Adds the chosen rows of a piece. The piece may still be read until {@link #finish}.
   *
   * @param piece the rows to choose from
   * @param firstRow the global number of the piece's first row
   * @param rows the chosen row numbers within the piece, in the order in which they are added; not
   *     read any more when this returns
   * @param count how many elements of {@code rows} count
   */
  void add(Examples piece, long firstRow, int[] rows, int count);

  /** Ends the sum, once: all is in the gradient now. Returns the sum of the losses. */
  double finish();
}

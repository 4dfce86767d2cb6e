package dev.bellows.model;

import dev.bellows.linalg.IndexSet;

/**
 * Which parameters the gradients of some examples can reach: those of all others are zero, so that
 * nobody needs to look at them.
 */
public interface Support {

  /**
   * Marks every parameter that {@link Objective#addLossAndGradient} of some rows may write to.
   *
   * @param rows the chosen row numbers
   * @param count how many elements of {@code rows} count
   * @param marked takes their numbers in the layout
   */
  void mark(int[] rows, int count, IndexSet marked);
}

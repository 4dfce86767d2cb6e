package dev.bellows.train;

import dev.bellows.data.Dataset;

/** Where an engine's sums over rows come from. */
interface BatchGradients {

  /**
   * The sums over the rows of one batch.
   *
   * @param epoch 1 for the first
   * @param batch 0 for the first of an epoch
   * @return the gradient, and behind it the loss, both summed and not yet divided by the number of
   *     rows; the array belongs to the caller
   */
  double[] sums(double[] parameters, int epoch, int batch);

  /** The summed loss over all of these rows. */
  double lossSum(double[] parameters, Dataset rows);
}

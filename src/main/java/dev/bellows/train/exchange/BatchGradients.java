package dev.bellows.train.exchange;

/** Where an engine's gradients come from. */
public interface BatchGradients extends Exchange {

  /**
   * The sums over the rows of one batch.
   *
   * @param parameters only read, and not changed by the caller before this returns
   * @param epoch 1 for the first
   * @param batch 0 for the first of an epoch
   * @return the gradient, and behind it the loss, both summed and not yet divided by the number of
   *     rows; the caller may write into the array until it asks again
   * @throws ExchangeFailure when the tasks are lost for good
   */
  double[] sums(double[] parameters, int epoch, int batch);
}

package dev.bellows.train.exchange;

import dev.bellows.linalg.Vector;
import java.util.Optional;

/** Where an engine's gradients come from. */
public interface BatchGradients extends Exchange {

  /**
   * The sums over the rows of one batch.
   *
   * @param parameters only read, and not changed by the caller before this returns
   * @param changed ascending, the elements that can have changed since this very array was given
   *     here last; empty where it may be any. Numbers behind the last element do not count
   * @param epoch 1 for the first
   * @param batch 0 for the first of an epoch
   * @return the gradient, and behind it the loss, both summed and not yet divided by the number of
   *     rows; the caller may write into the vector until it asks again
   * @throws ExchangeFailure when the tasks are lost for good
   */
  Vector sum(double[] parameters, Optional<int[]> changed, int epoch, int batch);

  /** The same as an array, of parameters that may all have changed. */
  default double[] sums(double[] parameters, int epoch, int batch) {
    return sum(parameters, Optional.empty(), epoch, batch).toArray();
  }
}

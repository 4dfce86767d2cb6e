package dev.bellows.train.exchange;

import dev.bellows.data.Dataset;

/** Where an engine's sums over rows come from. Used by one thread. */
public interface BatchGradients extends AutoCloseable {

  /** What has gone over the network and been computed since the beginning; only ever grows. */
  record Traffic(long bytesSent, long bytesReceived, long computeNanos) {
    /** Nothing that is known. */
    public static final Traffic NONE = new Traffic(0, 0, 0);
  }

  /** Makes everything ready, so that the first step costs what the others do. */
  default void start() {}

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

  /**
   * The summed loss over all rows of the training or of the validation set.
   *
   * @throws ExchangeFailure when the tasks are lost for good
   */
  double lossSum(double[] parameters, Dataset rows);

  /** The traffic so far. */
  default Traffic traffic() {
    return Traffic.NONE;
  }

  /** Ends whatever has been started for it, however training ended. */
  @Override
  default void close() {}
}

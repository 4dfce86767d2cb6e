package dev.bellows.train.exchange;

/** What an engine and the tasks that hold the rows say to each other. Used by one thread. */
public interface Exchange extends AutoCloseable {

  /** What has gone over the network and been computed since the beginning; only ever grows. */
  record Traffic(long bytesSent, long bytesReceived, long computeNanos) {
    /** Nothing that is known. */
    public static final Traffic NONE = new Traffic(0, 0, 0);
  }

  /** Which rows of a training. */
  enum Part {
    /** Those that it is trained on. */
    TRAINING,
    /** Those held out. */
    VALIDATION
  }

  /** Makes everything ready, so that the first step costs what the others do. */
  default void start() {}

  /**
   * The sums of the objective's measures over all rows of a part; the first is that of the losses.
   *
   * @param parameters only read, and not changed by the caller before this returns
   * @throws IllegalArgumentException where no rows are held out and they are asked for
   * @throws ExchangeFailure when the tasks are lost for good
   */
  double[] measures(double[] parameters, Part part);

  /** The traffic so far. */
  default Traffic traffic() {
    return Traffic.NONE;
  }

  /** Ends whatever has been started for it, however training ended. */
  @Override
  default void close() {}
}

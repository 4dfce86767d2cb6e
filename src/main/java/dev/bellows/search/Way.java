package dev.bellows.search;

/** How trials are spread over Spark. */
public enum Way {
  /** {@code TASK} where all rows fit well into the memory of every executor, else {@code JOB}. */
  AUTO,
  /** The rows are broadcast; every task trains whole trials, each on one thread. */
  TASK,
  /** Every trial is a distributed training; several run at once over one cached data set. */
  JOB
}

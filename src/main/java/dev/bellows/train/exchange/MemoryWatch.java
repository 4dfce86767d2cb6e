package dev.bellows.train.exchange;

import org.apache.spark.SparkContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Remembers that an executor ran out of memory. When Spark gives a job up it often names only what
 * followed: a missing shuffle file, a connection that broke.
 */
public final class MemoryWatch extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private volatile boolean outOfMemory;

  /** Watches from now on. */
  public MemoryWatch(SparkContext spark) {
    this.spark = spark;
    spark.addSparkListener(this);
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    outOfMemory |= SparkFailures.isOutOfMemory(removed.reason());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof TaskFailedReason failed) {
      outOfMemory |= SparkFailures.isOutOfMemory(failed.toErrorString());
    }
  }

  /** Forgets what was, because the work went on. */
  public void forget() {
    outOfMemory = false;
  }

  /** That reason in words, or what it really was. */
  public String orMemory(String reason) {
    return outOfMemory ? SparkFailures.OUT_OF_MEMORY : reason;
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}

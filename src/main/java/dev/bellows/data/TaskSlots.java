package dev.bellows.data;

import org.apache.spark.SparkContext;

/** How many tasks Spark can run at the same time. */
public final class TaskSlots {
  private static final long STEADY_NANOS = 1_500_000_000L;
  private static final long MOST_NANOS = 30_000_000_000L;
  private static final int POLL_MILLIS = 50;

  private TaskSlots() {}

  /** The slots of all executors that have registered, busy ones included. */
  public static int now(SparkContext spark) {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }

  /**
   * The slots, but no more than are wanted. On a cluster executors come one after the other: it
   * waits until there are as many as are wanted, or no more have come for a moment.
   */
  public static int steady(SparkContext spark, int wanted) {
    try {
      return await(spark, wanted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while executors came", e);
    }
  }

  private static int await(SparkContext spark, int wanted) throws InterruptedException {
    long begin = System.nanoTime();
    long changed = begin;
    int slots = now(spark);
    while (slots < wanted && !spark.isLocal()) {
      long time = System.nanoTime();
      if (slots > 0 && time - changed > STEADY_NANOS || time - begin > MOST_NANOS) {
        break;
      }
      Thread.sleep(POLL_MILLIS);
      int more = now(spark);
      changed = more == slots ? changed : time;
      slots = more;
    }
    return Math.max(1, Math.min(slots, wanted));
  }
}

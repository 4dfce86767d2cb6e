package dev.bellows.app;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Ctrl-C and SIGTERM: the work is asked to stop, and has some seconds to put its files in their
 * places while Spark still runs.
 */
final class Interruption {
  /** Before the hook by which Spark stops itself (40). */
  private static final int PRIORITY = 100;

  private static final int SECONDS_TO_TIDY_UP = 4;

  private static volatile boolean requested;

  private Interruption() {}

  /**
   * Does work that an interrupted process waits for.
   *
   * @param patience the seconds after which Spark's jobs are cancelled, so that the work fails
   */
  static <T> T awaits(int patience, Callable<T> work) throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Runnable hook = () -> stopAndWait(done, patience);
    ShutdownHookManager hooks = ShutdownHookManager.get();
    int most = patience + SECONDS_TO_TIDY_UP + 1;
    hooks.addShutdownHook(hook, PRIORITY, most, TimeUnit.SECONDS);
    try {
      return work.call();
    } finally {
      done.countDown();
      if (!requested) {
        hooks.removeShutdownHook(hook);
      }
    }
  }

  /** Whether the process has been told to stop. */
  static boolean requested() {
    return requested;
  }

  private static void stopAndWait(CountDownLatch done, int patience) {
    requested = true;
    try {
      if (!done.await(patience, TimeUnit.SECONDS)) {
        Sessions.cancelJobs();
        done.await(SECONDS_TO_TIDY_UP, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

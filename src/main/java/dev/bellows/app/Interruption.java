package dev.bellows.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Ctrl-C and SIGTERM: the work is asked to stop, and has some seconds to put its files in their
 * places while Spark still runs.
 */
final class Interruption implements AutoCloseable {
  /** Before the hook by which Spark stops itself (40). */
  private static final int PRIORITY = 100;

  private static final long GRACE_SECONDS = 8;

  private static volatile boolean requested;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Runnable hook = this::await;

  /** From now on, until {@link #close}, an interrupted process waits for this work. */
  Interruption() {
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, GRACE_SECONDS + 1, TimeUnit.SECONDS);
  }

  /** Whether the process has been told to stop. */
  static boolean requested() {
    return requested;
  }

  private void await() {
    requested = true;
    try {
      done.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work has put its files in their places. */
  @Override
  public void close() {
    done.countDown();
    if (!requested) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}

package dev.bellows.deep.picture;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Numbered pieces of work that do not depend on each other. Helping threads begin them at once; who
 * waits for the end does those that nobody has begun. There is one helping thread fewer than the
 * process has processors, for all tasks of the process together: a task alone is helped by all, and
 * with a task on each processor the waiting does most of it.
 */
public final class SharedWork {
  private static final int HELPERS = Runtime.getRuntime().availableProcessors() - 1;
  private static final long IDLE_SECONDS = 10;
  private static final ThreadPoolExecutor THREADS = threads();

  private final int count;
  private final IntConsumer work;
  private final AtomicInteger next = new AtomicInteger();
  private final CountDownLatch missing;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private SharedWork(int count, IntConsumer work) {
    this.count = count;
    this.work = work;
    missing = new CountDownLatch(count);
  }

  private static ThreadPoolExecutor threads() {
    int most = Math.max(1, HELPERS);
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            runnable -> {
              Thread thread = new Thread(runnable, "bellows-pictures");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Begins.
   *
   * @param count the number of pieces
   * @param work does the piece of a number, from 0, on any thread
   */
  public static SharedWork begin(int count, IntConsumer work) {
    SharedWork shared = new SharedWork(count, work);
    for (int i = 0; i < Math.min(HELPERS, count); i++) {
      THREADS.execute(shared::help);
    }
    return shared;
  }

  private void help() {
    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      try {
        if (failure.get() == null) {
          work.accept(i);
        }
      } catch (RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      } finally {
        missing.countDown();
      }
    }
  }

  /**
   * Goes on when all is done.
   *
   * @throws RuntimeException what a piece has thrown
   */
  public void finish() {
    help();
    try {
      missing.await();
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pictures were decoded", e);
    }
    if (failure.get() instanceof Error error) {
      throw error;
    }
    if (failure.get() != null) {
      throw (RuntimeException) failure.get();
    }
  }

  /** No piece is begun any more; those that are being done are not waited for. */
  public void cancel() {
    next.set(count);
  }
}

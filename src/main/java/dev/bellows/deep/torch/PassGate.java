package dev.bellows.deep.torch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets the process end between passes only. PyTorch's libraries take themselves down when it ends,
 * and a thread that still computes in them would bring it down by a signal; this happens to an
 * executor that is told to stop, and to a driver that is interrupted.
 *
 * <p>An interrupted training may still have a step to end: so the gate is shut when no pass has
 * been under way for a moment, or after some seconds, though not as many as Spark gives an
 * executor.
 */
final class PassGate {
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(8);

  private static final ReentrantReadWriteLock GATE = new ReentrantReadWriteLock();
  private static volatile long left = System.nanoTime(); // when a pass ended last

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(PassGate::shut, "end of all passes"));
  }

  private PassGate() {}

  /** Begins a pass; once the process ends, waits for ever. */
  static void enter() {
    GATE.readLock().lock();
  }

  /** Ends the pass that the same thread began. */
  static void leave() {
    left = System.nanoTime();
    GATE.readLock().unlock();
  }

  private static void shut() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < PATIENCE && !isIdle()) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        break;
      }
    }
    GATE.writeLock().lock();
  }

  private static boolean isIdle() {
    return GATE.getReadLockCount() == 0 && System.nanoTime() - left > MOMENT;
  }
}

package dev.bellows.app;

import static dev.bellows.app.Trainings.quick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher.Ended;
import dev.bellows.Launcher.Running;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What tests have in common that stop a real process on one machine at a moment of their choice.
 */
abstract class DisturbedRuns {
  private static final int SECONDS = 150;

  @TempDir Path folder;
  Running running; // the run under way; null: none

  @AfterEach
  void leaveNoProcess() {
    if (running != null) {
      running.kill();
    }
  }

  void start(List<Object> words) throws Exception {
    running = quick(folder).start(words.toArray());
  }

  Ended end() throws Exception {
    Ended ended = running.await(SECONDS);
    running = null;
    return ended;
  }

  void toTheEnd(List<Object> words) throws Exception {
    start(words);
    Ended ended = end();
    assertThat(ended.code()).as(ended.err()).isZero();
  }

  void kill(String when) throws Exception {
    running.kill();
    assertThat(end().code()).as("killed " + when).isEqualTo(128 + 9);
  }

  /** Waits without missing a moment of some milliseconds. */
  void watch(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + what + "; it printed:\n" + running.err());
      }
      Thread.sleep(1);
    }
  }
}

package dev.bellows.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {
  private static final String FETCH =
      "MetadataFetchFailedException: Missing an output location for shuffle 0 partition 1";

  private static SparkListenerExecutorRemoved removed(String reason) {
    return new SparkListenerExecutorRemoved(0, "1", reason);
  }

  @Test
  void whatFollowedFromAnExecutorWithoutMemoryIsToldAsThat() {
    try (MemoryWatch watch = new MemoryWatch(TestSpark.context().sc())) {
      watch.onExecutorRemoved(removed("Command exited with code 137"));
      assertThat(watch.orMemory(FETCH)).isEqualTo(FETCH);

      watch.onExecutorRemoved(removed("Command exited with code 52"));
      watch.onExecutorRemoved(removed("worker lost"));
      assertThat(watch.orMemory(FETCH)).startsWith("an executor ran out of memory");
    }
  }

  @Test
  void anExecutorThatWasReplacedIsForgotten() {
    try (MemoryWatch watch = new MemoryWatch(TestSpark.context().sc())) {
      watch.onExecutorRemoved(removed("Command exited with code 52"));

      watch.forget();

      assertThat(watch.orMemory(FETCH)).isEqualTo(FETCH);
    }
  }
}

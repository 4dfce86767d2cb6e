package dev.bellows.embed.replica;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.TaskContext;

/** Waiting for an answer as a task should: until it is killed. */
final class Answers {
  private static final long LOOK_UP_MILLIS = 200;

  private Answers() {}

  /**
   * The answer.
   *
   * @throws IllegalStateException where there is none, or another
   */
  static <M extends Message> M await(CompletableFuture<Message> asked, Class<M> kind)
      throws InterruptedException {
    while (true) {
      try {
        Message answer = asked.get(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        if (answer instanceof Message.Failed failed) {
          throw new IllegalStateException(failed.reason());
        }
        return kind.cast(answer);
      } catch (TimeoutException e) {
        requireAlive();
      } catch (ExecutionException e) {
        throw new IllegalStateException("no answer: " + e.getCause(), e.getCause());
      }
    }
  }

  /** Throws where Spark has killed the task. */
  static void requireAlive() {
    TaskContext task = TaskContext.get();
    if (task != null && task.isInterrupted()) {
      throw new IllegalStateException("the task was killed");
    }
  }
}

package dev.bellows.train.exchange;

import org.apache.spark.TaskContext;

/** Spark's wish that a task should end, which a task that waits has to look for. */
public final class TaskKill {
  private TaskKill() {}

  /**
   * Ends the task of this thread, if it is one, by an exception if Spark has killed it.
   *
   * @throws org.apache.spark.TaskKilledException if so
   */
  public static void check() {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.killTaskIfInterrupted();
    }
  }
}

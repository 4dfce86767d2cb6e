package dev.bellows.train.exchange;

import java.util.List;

/** Reads what Spark says about a job that failed. */
public final class SparkFailures {
  /** What is said of an executor that ran out of memory. */
  static final String OUT_OF_MEMORY =
      "an executor ran out of memory; give more with --executor-memory, or fewer cores to each"
          + " with --executor-cores";

  private static final String BEFORE_THE_REASON = "finished unsuccessfully";

  /** How Spark's messages say it: an executor ends with this code, if it lives to say so. */
  private static final List<String> SIGNS_OF_IT =
      List.of("exited with code 52", "exited with exit code 52", "java.lang.OutOfMemoryError");

  private SparkFailures() {}

  /** The reason in one line. */
  public static String reason(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    if (isOutOfMemory(message)) {
      return OUT_OF_MEMORY;
    }
    List<String> lines = message.lines().filter(line -> !line.isBlank()).toList();
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).contains(BEFORE_THE_REASON)) {
        return "a task failed: " + lines.get(i + 1).strip();
      }
    }
    return lines.isEmpty() ? failure.getClass().getSimpleName() : lines.get(0).strip();
  }

  static boolean isOutOfMemory(String message) {
    return SIGNS_OF_IT.stream().anyMatch(message::contains);
  }

  /** Whether somebody has cancelled the job, so that another attempt is not wanted. */
  public static boolean cancelled(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains(" cancelled") || message.contains("SparkContext was shut down")) {
        return true;
      }
    }
    return false;
  }
}

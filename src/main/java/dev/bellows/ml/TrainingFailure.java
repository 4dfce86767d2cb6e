package dev.bellows.ml;

/**
 * A training that could not come to its end: numbers became infinite, or Spark's tasks were lost.
 */
public final class TrainingFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingFailure(String message) {
    super(message);
  }

  TrainingFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.bellows.train.stage;

import java.util.Optional;

/** A task of the stage will not answer any more. */
public final class LostTask extends Exception {
  private static final long serialVersionUID = 1L;

  private final String frozenExecutor; // null: it has not just fallen silent

  /**
   * A lost task.
   *
   * @param frozenExecutor Spark's name of an executor that is silent but still connected, so that
   *     Spark has to be told; null where there is none
   */
  public LostTask(String message, String frozenExecutor, Throwable cause) {
    super(message, cause);
    this.frozenExecutor = frozenExecutor;
  }

  /** The executor that Spark should replace. */
  public Optional<String> frozenExecutor() {
    return Optional.ofNullable(frozenExecutor);
  }
}

package dev.bellows.train.checkpoint;

/** A checkpoint cannot be written, or a folder of checkpoints cannot be looked into. */
public final class CheckpointFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure; the message is one line that tells a user what happened. */
  CheckpointFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

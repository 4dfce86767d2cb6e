package dev.bellows;

/**
 * Something that the user gave cannot be used: a key of a job file, a row of a data file, a word of
 * the command line. The message is the one line that the user reads, so it says what was wrong,
 * where, and what is allowed; the commands print it without a stack trace and end with exit code 2.
 */
public final class InputException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An input mistake, told in one line. */
  public InputException(String message) {
    super(message);
  }

  /** An input mistake that a library noticed first. */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}

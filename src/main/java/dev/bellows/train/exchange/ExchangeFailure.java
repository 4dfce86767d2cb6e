package dev.bellows.train.exchange;

/** No more sums can be had: Spark's tasks failed too often, or were cancelled. */
public final class ExchangeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A failure; the message is one line that tells a user what happened. */
  public ExchangeFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.bellows.image;

/**
 * An image cannot be used. The message says why, and not which one it is: whoever knows its path
 * tells it to {@link BrokenImages}.
 */
public final class BrokenImageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An image that cannot be used. */
  public BrokenImageException(String why) {
    super(why);
  }

  /** An image that the decoder cannot read. */
  public BrokenImageException(String why, Throwable cause) {
    super(why, cause);
  }
}

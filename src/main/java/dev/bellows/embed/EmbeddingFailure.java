package dev.bellows.embed;

/** A training of embeddings cannot go on. */
public final class EmbeddingFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean again;

  EmbeddingFailure(String message, boolean again, Throwable cause) {
    super(message, cause);
    this.again = again;
  }

  /** Whether another attempt could do better. */
  boolean mayTryAgain() {
    return again;
  }
}

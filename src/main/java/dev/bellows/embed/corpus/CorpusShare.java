package dev.bellows.embed.corpus;

import java.io.Serializable;
import java.util.List;

/**
 * The sentences that one replica trains on: of {@code n} shares, number {@code k} has the sentences
 * {@code k, k + n, k + 2n, …} of the corpus, so that all shares are alike.
 *
 * @param number from 0
 * @param pieces its sentences in the order of their numbers, in pieces of about a megabyte
 */
public record CorpusShare(int number, List<Sentences> pieces) implements Serializable {

  /** Keeps its own list. */
  public CorpusShare {
    pieces = List.copyOf(pieces);
  }

  /** The number of words in all sentences. */
  public long tokens() {
    return pieces.stream().mapToLong(piece -> piece.tokens().length).sum();
  }
}

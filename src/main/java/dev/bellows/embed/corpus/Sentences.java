package dev.bellows.embed.corpus;

import java.io.Serializable;

/**
 * Some sentences as word numbers, packed. Words outside the vocabulary are left out; a sentence may
 * be empty. Nothing of it ever changes.
 *
 * @param first the number of the first sentence in the whole corpus
 * @param step how much larger the number of each next one is
 * @param tokens the word numbers, sentence after sentence
 * @param ends where in {@code tokens} each sentence ends
 */
public record Sentences(long first, long step, int[] tokens, int[] ends) implements Serializable {

  /** The number of sentences. */
  public int count() {
    return ends.length;
  }

  /** Where in {@code tokens} a sentence begins. */
  public int start(int sentence) {
    return sentence == 0 ? 0 : ends[sentence - 1];
  }

  /** The number of a sentence in the whole corpus. */
  public long number(int sentence) {
    return first + sentence * step;
  }
}

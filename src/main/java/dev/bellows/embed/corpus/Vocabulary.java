package dev.bellows.embed.corpus;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words that vectors are learnt for, numbered from the most frequent one, 0, on. */
public final class Vocabulary {
  private final List<String> words;
  private final long[] counts;
  private final Map<String, Integer> ids;

  /**
   * A vocabulary.
   *
   * @param words each once, the most frequent first
   * @param counts how often each was seen, at least once
   * @throws IllegalArgumentException where a word is there twice, or the lengths differ
   */
  public Vocabulary(List<String> words, long[] counts) {
    this.words = List.copyOf(words);
    this.counts = counts.clone();
    if (words.size() != counts.length) {
      throw new IllegalArgumentException(words.size() + " words, " + counts.length + " counts");
    }
    ids = new HashMap<>(2 * counts.length);
    for (int id = 0; id < counts.length; id++) {
      if (ids.put(this.words.get(id), id) != null) {
        throw new IllegalArgumentException("'" + this.words.get(id) + "' is there twice");
      }
    }
  }

  /** The number of words. */
  public int size() {
    return counts.length;
  }

  /** The words, the most frequent first. */
  public List<String> words() {
    return words;
  }

  /** The word of that number. */
  public String word(int id) {
    return words.get(id);
  }

  /** How often the word of that number was seen. */
  public long count(int id) {
    return counts[id];
  }

  /** How often each word was seen. */
  public long[] counts() {
    return counts.clone();
  }

  /** How often all words were seen together. */
  public long tokens() {
    return Arrays.stream(counts).sum();
  }

  /** The number of a word; −1 where it is unknown. */
  public int id(String word) {
    return ids.getOrDefault(word, -1);
  }
}

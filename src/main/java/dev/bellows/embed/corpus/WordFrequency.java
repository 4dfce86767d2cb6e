package dev.bellows.embed.corpus;

import java.io.Serializable;

/**
 * A word and how often it was seen. The most frequent one comes first; of two that are as frequent
 * the one that {@link String#compareTo} has first.
 */
record WordFrequency(String word, long count) implements Comparable<WordFrequency>, Serializable {

  @Override
  public int compareTo(WordFrequency other) {
    return count == other.count ? word.compareTo(other.word) : Long.compare(other.count, count);
  }
}

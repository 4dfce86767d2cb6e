package dev.bellows.embed.sampling;

import java.util.Arrays;

/**
 * How the most frequent words are thinned out (Mikolov and others, "Distributed representations of
 * words and phrases and their compositionality", 2013, section 2.3).
 *
 * @param threshold t, 0 or more; 0: every word is kept
 * @param form how the chance is reckoned
 */
public record Subsampling(double threshold, SubsamplingForm form) {

  /**
   * The chance that a word is kept, each time it stands in the text.
   *
   * @param count how often it stands there, at least once
   * @param tokens the number of words in the text
   */
  public double chanceToKeep(long count, long tokens) {
    if (threshold == 0) {
      return 1;
    }
    double share = threshold / count * tokens; // t/f
    return Math.min(
        1,
        switch (form) {
          case PAPER -> Math.sqrt(share);
          case WORD2VEC -> Math.sqrt(share) + share; // (√(f/t) + 1)·t/f
        });
  }

  /**
   * The chances of all words as numbers of 31 bits: a word is kept where 31 random bits are at most
   * that.
   *
   * @param counts how often each word stands in the text
   */
  public int[] thresholds(long[] counts) {
    long tokens = Arrays.stream(counts).sum();
    return Arrays.stream(counts)
        .mapToInt(
            count ->
                (int)
                    Math.min(Integer.MAX_VALUE, chanceToKeep(Math.max(1, count), tokens) * 0x1p31))
        .toArray();
  }
}

package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.WordWindows;

/**
 * The parameters of the embedding objectives: {@code vectors} and {@code contexts}, two tables with
 * a row for each word.
 */
final class WordTables {
  private WordTables() {}

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException where there is nothing to learn, or more than one array holds
   */
  static void require(int words, int dimensions, double deviation) {
    if (words < 1 || dimensions < 1 || 2L * words * dimensions >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "two tables of %d words with %d dimensions; together they take 2 to 2^31 - 2 numbers"
              .formatted(words, dimensions));
    }
    if (!(deviation >= 0 && deviation < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("deviation = %s; it takes 0 or more".formatted(deviation));
    }
  }

  static Layout layout(int words, int dimensions) {
    return Layout.builder()
        .add("vectors", words, dimensions)
        .add("contexts", words, dimensions)
        .build();
  }

  static double[] initial(int size, double deviation, long seed) {
    double[] parameters = new double[size];
    KeyedRandom random = new KeyedRandom(seed, 0);
    for (int i = 0; i < size; i++) {
      parameters[i] = deviation * random.nextGaussian();
    }
    return parameters;
  }

  /** Windows over so many words; another word would stand outside of its table. */
  static WordWindows windows(Examples examples, int words) {
    WordWindows windows = (WordWindows) examples;
    if (windows.vocabulary() != words) {
      throw new IllegalArgumentException(
          "windows over %d words, and tables of %d".formatted(windows.vocabulary(), words));
    }
    return windows;
  }

  /** The most words in one of the chosen windows. */
  static int longest(WordWindows windows, int[] rows, int count) {
    int longest = 0;
    for (int i = 0; i < count; i++) {
      longest = Math.max(longest, windows.end(rows[i]) - windows.contexts(rows[i]) + 1);
    }
    return longest;
  }
}

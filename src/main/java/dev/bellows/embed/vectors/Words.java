package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import dev.bellows.embed.corpus.Vocabulary;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Words on their way from a file and into one. */
final class Words {
  private static final int LONGEST_SHOWN = 40;

  private Words() {}

  /**
   * The vocabulary of a file.
   *
   * @param row what messages call the row of a word
   * @throws InputException if a word is there twice, or a count is not that of a vocabulary
   */
  static Vocabulary vocabulary(
      Path file, List<String> words, long[] counts, IntFunction<String> row) {
    for (int id = 0; id < counts.length; id++) {
      if (counts[id] < 1 || id > 0 && counts[id] > counts[id - 1]) {
        throw new InputException(
            "%s, %s: the count of %s is %d; counts are at least 1 and never rise"
                .formatted(file, row.apply(id), quoted(words.get(id)), counts[id]));
      }
    }
    try {
      return new Vocabulary(words, counts);
    } catch (IllegalArgumentException e) {
      Map<String, Integer> seen = new HashMap<>();
      for (int id = 0; id < words.size(); id++) {
        Integer before = seen.put(words.get(id), id);
        if (before != null) {
          throw new InputException(
              "%s, %s: %s is there already, in %s"
                  .formatted(file, row.apply(id), quoted(words.get(id)), row.apply(before)),
              e);
        }
      }
      throw e;
    }
  }

  /** Counts for words that have none, as gensim makes them up: n, n − 1, … 1. */
  static long[] madeUpCounts(int words) {
    long[] counts = new long[words];
    for (int id = 0; id < words; id++) {
      counts[id] = words - id;
    }
    return counts;
  }

  /**
   * Reads UTF-8 to the letter.
   *
   * @throws InputException if it is none
   */
  static String decode(byte[] bytes, int from, int to, Path file, String row) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new InputException("%s, %s: the word is not UTF-8".formatted(file, row), e);
    }
  }

  /**
   * Checks that every word can be written where some characters end a word.
   *
   * @throws InputException if not
   */
  static void requireNone(String characters, Vocabulary vocabulary, String format) {
    for (int id = 0; id < vocabulary.size(); id++) {
      String word = vocabulary.word(id);
      for (int c = 0; c < characters.length(); c++) {
        if (word.indexOf(characters.charAt(c)) >= 0) {
          throw new InputException(
              "word %d, %s, holds a %s, which %s cannot keep; parquet can"
                  .formatted(
                      id + 1,
                      quoted(word),
                      characters.charAt(c) == ' ' ? "space" : "line end",
                      format));
        }
      }
    }
  }

  /** A text from a file as one short line. */
  static String quoted(String text) {
    String line = text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", "?");
    int end = Math.min(line.length(), LONGEST_SHOWN);
    return "'" + line.substring(0, end) + (end < line.length() ? "…" : "") + "'";
  }
}

package dev.bellows.embed.vectors;

import dev.bellows.embed.corpus.Vocabulary;
import dev.bellows.linalg.FloatTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small word vectors for tests. */
public final class ToyVectors {
  private ToyVectors() {}

  /** Vectors of these words, counted n, n − 1, … 1. */
  public static WordVectors of(List<String> words, float[][] rows) {
    return of(words, rows, Optional.empty(), Map.of());
  }

  static WordVectors of(
      List<String> words,
      float[][] rows,
      Optional<FloatTable> contexts,
      Map<String, String> metadata) {
    return new WordVectors(
        new Vocabulary(words, Words.madeUpCounts(words.size())), table(rows), contexts, metadata);
  }

  static FloatTable table(float[][] rows) {
    FloatTable table = new FloatTable(rows.length, rows[0].length);
    for (int row = 0; row < rows.length; row++) {
      table.setRow(row, rows[row], 0);
    }
    return table;
  }

  /** The rows of a table. */
  static float[][] rows(FloatTable table) {
    float[][] rows = new float[table.rows()][table.columns()];
    for (int row = 0; row < rows.length; row++) {
      table.copyRow(row, rows[row], 0);
    }
    return rows;
  }

  /** Two axes, sex and rank, and fruit far from both. */
  public static WordVectors royal() {
    return of(
        List.of("man", "woman", "king", "queen", "apple", "pear", "zero"),
        new float[][] {
          {1, 0, 0}, {0, 1, 0}, {2, 0.1f, 1}, {0.1f, 2, 1}, {0, 0, -1}, {0.1f, 0, -3}, {0, 0, 0}
        });
  }

  /** Whether two are alike in all that a file keeps. */
  static boolean same(WordVectors a, WordVectors b) {
    return a.vocabulary().words().equals(b.vocabulary().words())
        && Arrays.equals(a.vocabulary().counts(), b.vocabulary().counts())
        && Arrays.deepEquals(rows(a.vectors()), rows(b.vectors()))
        && a.contexts().isPresent() == b.contexts().isPresent()
        && (a.contexts().isEmpty()
            || Arrays.deepEquals(rows(a.contexts().get()), rows(b.contexts().get())));
  }
}

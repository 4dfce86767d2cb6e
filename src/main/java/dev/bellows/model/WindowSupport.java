package dev.bellows.model;

import dev.bellows.linalg.IndexSet;
import dev.bellows.linalg.WordWindows;

/**
 * What windows reach of the tables of {@link WordTables}: whole rows.
 *
 * @param windows the windows
 * @param dimensions the length of a row
 * @param centresIn where the row of a window's centre stands: {@link SkipGram} learns from it,
 *     {@link Cbow} tells it
 */
record WindowSupport(WordWindows windows, int dimensions, Table centresIn) implements Support {
  /** The two tables. */
  enum Table {
    VECTORS,
    CONTEXTS
  }

  @Override
  public void mark(int[] rows, int count, IndexSet marked) {
    int[] words = windows.words();
    int behind = windows.vocabulary(); // contexts stand behind vectors
    int centres = centresIn == Table.VECTORS ? 0 : behind;
    for (int i = 0; i < count; i++) {
      int negatives = windows.negatives()[rows[i]];
      mark(centres + windows.centre(rows[i]), marked);
      for (int c = windows.contexts(rows[i]); c < negatives; c++) {
        mark(behind - centres + words[c], marked);
      }
      for (int n = negatives; n < windows.end(rows[i]); n++) {
        mark(behind + words[n], marked);
      }
    }
  }

  private void mark(int row, IndexSet marked) {
    marked.addRange(row * dimensions, (row + 1) * dimensions);
  }
}

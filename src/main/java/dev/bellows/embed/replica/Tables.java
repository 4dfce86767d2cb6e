package dev.bellows.embed.replica;

import dev.bellows.linalg.FloatTable;
import dev.bellows.linalg.KeyedRandom;
import java.util.stream.IntStream;

/**
 * The two tables of a model: a row a word.
 *
 * @param vectors the vectors of words
 * @param contexts the vectors of words as targets
 */
public record Tables(FloatTable vectors, FloatTable contexts) {
  /** So many rows travel at a time. */
  public static final int BLOCK_ROWS = 4096;

  private static final long PURPOSE = 0x766563746F7273L;

  /** Tables of zeros. */
  public static Tables zeros(int words, int dimensions) {
    return new Tables(new FloatTable(words, dimensions), new FloatTable(words, dimensions));
  }

  /** Makes vectors from row {@code from} on uniform in ±1/(2·dimensions), and contexts zeros. */
  public void begin(int from, long seed) {
    long key = KeyedRandom.key(seed, PURPOSE);
    int columns = vectors.columns();
    IntStream.range(from, vectors.rows())
        .parallel()
        .forEach(
            row -> {
              KeyedRandom random = new KeyedRandom(key, row);
              float[] array = vectors.array(row);
              int at = vectors.offset(row);
              for (int c = 0; c < columns; c++) {
                array[at + c] = (float) ((random.nextDouble() - 0.5) / columns);
              }
            });
  }

  /** The number of words. */
  public int words() {
    return vectors.rows();
  }

  /** One of the two tables: 0, the vectors, or 1, the contexts. */
  public FloatTable table(int which) {
    return which == 0 ? vectors : contexts;
  }

  /** The number of blocks of one table. */
  public static int blocks(int words) {
    return (words + BLOCK_ROWS - 1) / BLOCK_ROWS;
  }

  /** The number of the row behind the block that begins at a row. */
  public static int endOfBlock(int first, int words) {
    return Math.min(words, first + BLOCK_ROWS);
  }
}

package dev.bellows.embed.vectors;

import dev.bellows.linalg.FloatProducts;
import dev.bellows.linalg.FloatTable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Finds the rows of a table nearest to a vector by looking at all of them, in blocks that stay in a
 * core's cache and on all cores; each block keeps its best few, so nothing is sorted as a whole.
 */
final class NearestRows {
  /** Added to every length, so that a row of zeros has a cosine (0) too. */
  private static final double TINY = 1e-9;

  private static final int BLOCK = 1 << 12; // rows

  private final FloatTable table;
  private final float[] inverse; // one over the length of each row

  NearestRows(FloatTable table) {
    this.table = table;
    inverse = new float[table.rows()];
    IntStream.range(0, table.rows()).parallel().forEach(row -> inverse[row] = inverse(row));
  }

  /** A row and how near it is. */
  record Found(int id, double cosine) {}

  private float inverse(int row) {
    float[] array = table.array(row);
    int offset = table.offset(row);
    return (float) (1 / (length(array, offset, table.columns()) + TINY));
  }

  private static double length(float[] array, int offset, int n) {
    double sum = 0;
    for (int i = offset; i < offset + n; i++) {
      sum += (double) array[i] * array[i];
    }
    return Math.sqrt(sum);
  }

  /** A copy of a row, scaled to length 1. */
  float[] unit(int row) {
    float[] copy = new float[table.columns()];
    table.copyRow(row, copy, 0);
    for (int i = 0; i < copy.length; i++) {
      copy[i] *= inverse[row];
    }
    return copy;
  }

  /** The cosine between two rows. */
  double cosine(int a, int b) {
    float[] x = unit(a);
    float[] y = unit(b);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += (double) x[i] * y[i];
    }
    return sum;
  }

  /**
   * The rows nearest to a vector, the nearest first, of equally near ones the first in the table.
   *
   * @param vector of the table's columns, any length
   * @param count at most so many
   * @param excluded rows that are not meant
   */
  List<Found> search(float[] vector, int count, int... excluded) {
    float[] sought = Arrays.copyOf(vector, table.stride());
    float scale = (float) (1 / (length(vector, 0, vector.length) + TINY));
    for (int i = 0; i < vector.length; i++) {
      sought[i] *= scale;
    }
    int block = Math.min(BLOCK, table.rowsPerArray()); // both powers of two: none over two arrays
    int blocks = (int) (((long) table.rows() + block - 1) / block);
    return IntStream.range(0, blocks)
        .parallel()
        .mapToObj(b -> best(b * block, block, sought, count, excluded))
        .flatMap(List::stream)
        .sorted(Comparator.reverseOrder())
        .limit(count)
        .map(key -> new Found(id(key), cosine(key)))
        .toList();
  }

  private List<Long> best(int first, int block, float[] sought, int count, int[] excluded) {
    int rows = Math.min(block, table.rows() - first);
    float[] products = new float[rows];
    FloatProducts.of(table, first, rows, sought, products);
    PriorityQueue<Long> best = new PriorityQueue<>(); // the worst one is in front
    for (int r = 0; r < rows; r++) {
      float cosine = products[r] * inverse[first + r];
      if (Float.isNaN(cosine) || best.size() == count && cosine <= cosine(best.element())) {
        continue;
      }
      int id = first + r;
      if (IntStream.of(excluded).noneMatch(other -> other == id)) {
        best.add(key(cosine, id));
        if (best.size() > count) {
          best.remove();
        }
      }
    }
    return List.copyOf(best);
  }

  // A cosine and a row in one number that is the larger the nearer the row, or the earlier.

  private static long key(float cosine, int id) {
    int bits = Float.floatToIntBits(cosine);
    int ordered = bits ^ (bits >> 31 & Integer.MAX_VALUE);
    return (long) ordered << 32 | Integer.MAX_VALUE - id;
  }

  private static int id(long key) {
    return Integer.MAX_VALUE - (int) key;
  }

  private static float cosine(long key) {
    int ordered = (int) (key >> 32);
    return Float.intBitsToFloat(ordered ^ (ordered >> 31 & Integer.MAX_VALUE));
  }
}

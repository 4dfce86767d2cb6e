package dev.bellows.embed.replica;

import dev.bellows.linalg.FloatTable;
import java.util.stream.IntStream;

/** Whether tables are still sound. */
final class Norms {
  private Norms() {}

  /** The larger of two squares; NaN where one is not finite. */
  static double larger(double a, double b) {
    return a < Double.POSITIVE_INFINITY && b < Double.POSITIVE_INFINITY
        ? Math.max(a, b)
        : Double.NaN;
  }

  /** The largest square of the norm of a row. */
  static double largestSquare(float[] rows, int columns) {
    double largest = 0;
    for (int at = 0; at < rows.length; at += columns) {
      largest = larger(largest, square(rows, at, columns));
    }
    return largest;
  }

  /** The largest square of the norm of a row of a table. */
  static double largestSquare(FloatTable table) {
    return IntStream.range(0, table.rows())
        .parallel()
        .mapToDouble(row -> square(table.array(row), table.offset(row), table.columns()))
        .reduce(0, Norms::larger);
  }

  private static double square(float[] array, int at, int columns) {
    float sum = 0;
    for (int c = 0; c < columns; c++) {
      sum += array[at + c] * array[at + c];
    }
    return sum;
  }
}

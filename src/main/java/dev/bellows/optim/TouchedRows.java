package dev.bellows.optim;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows of tables that a batch has touched: only they move, and only their moments change. A
 * tensor that is not named is moved as a whole.
 *
 * @param rows by the tensor's name: row numbers, ascending and without doubles. A row is a slice
 *     along the first size of the shape that is greater than 1
 */
public record TouchedRows(Map<String, int[]> rows) {

  /** Sorts the rows of each tensor and leaves out doubles. */
  public TouchedRows {
    Map<String, int[]> sorted = new HashMap<>();
    rows.forEach((name, all) -> sorted.put(name, Arrays.stream(all).sorted().distinct().toArray()));
    rows = Map.copyOf(sorted);
  }
}

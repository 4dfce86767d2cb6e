package dev.bellows.optim;

import dev.bellows.linalg.SparseVector;
import java.util.Arrays;

/** A growing list of elements of a vector, ascending. */
final class ElementList {
  private int[] indices;
  private double[] values;
  private int count;

  /** An empty list with room for so many. */
  ElementList(int room) {
    indices = new int[room];
    values = new double[room];
  }

  /**
   * Adds the elements {@code from} to {@code to - 1} of a vector.
   *
   * @param at how many stored elements of the vector stand before {@code from}
   */
  void addRange(int from, int to, SparseVector of, int at) {
    int end = count + to - from;
    if (end > indices.length) {
      int room = Math.max(end, 2 * indices.length);
      indices = Arrays.copyOf(indices, room);
      values = Arrays.copyOf(values, room);
    }
    int k = at;
    for (int index = from; index < to; index++) {
      boolean stored = k < of.count() && of.indices()[k] == index;
      indices[count] = index;
      values[count++] = stored ? of.values()[k] : 0;
      k += stored ? 1 : 0;
    }
  }

  /** The vector of these elements. */
  SparseVector vector(int length) {
    return new SparseVector(length, Arrays.copyOf(indices, count), Arrays.copyOf(values, count));
  }
}

package dev.bellows.linalg;

import java.io.Serializable;

/**
 * A vector in one of two forms: all elements, or those that are listed, all others being zero. What
 * is computed of it has the same bits in either form.
 */
public sealed interface Vector extends Serializable permits DenseVector, SparseVector {

  /** The number of elements. */
  int length();

  /** The element of that number. */
  double get(int index);

  /** Whether it is not even zeros, but nothing: what it is added to keeps its negative zeros. */
  boolean isNothing();

  /** All elements: the vector's own array where it has one. */
  double[] toArray();
}

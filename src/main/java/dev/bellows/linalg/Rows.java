package dev.bellows.linalg;

import java.io.Serializable;

/**
 * A matrix of feature rows packed into flat arrays. The two operations are the whole of what the
 * gradient of a linear predictor needs, and neither makes an object.
 */
public sealed interface Rows extends Serializable permits DenseRows, SparseRows {

  /** The number of rows. */
  int count();

  /** The number of features of a row. */
  int columns();

  /**
   * The inner product of one row with {@code columns()} elements of {@code weights}.
   *
   * @param row 0 to {@code count() - 1}
   * @param offset where in {@code weights} the weight of feature 0 stands
   */
  double dot(int row, double[] weights, int offset);

  /** Adds {@code scale} times one row to {@code columns()} elements of {@code target}. */
  void addScaled(int row, double scale, double[] target, int offset);
}

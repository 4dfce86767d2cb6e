package dev.bellows.model.perceptron;

import dev.bellows.linalg.Rows;

/** The feature rows of a tile, and what the first layer does with them. */
interface InputTile<A> {

  /** Adds one row. */
  void add(Rows rows, int row);

  /** {@code z ← z + x·wᵀ} for all rows of the tile. */
  void addProducts(A z);

  /** Adds the gradient of the first layer's weights. */
  void addWeightGradient(A z, double[] gradient);

  /** Empties it. */
  void clear();
}

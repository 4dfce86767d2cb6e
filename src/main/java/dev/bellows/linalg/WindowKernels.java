package dev.bellows.linalg;

/**
 * What a provider does for {@link WindowStep}: two small matrix products over some rows, and what
 * stands between them. All work in one array, so that it can be {@linkplain AlignedFloats aligned}:
 * the tile, whose rows are copies of the targets; room for sums; and the products of all inputs
 * with the rows of the tile.
 */
interface WindowKernels {
  /** The rows of a tile. */
  int TILE = 6;

  /** Where the tile begins: {@code TILE} rows, one behind the other. */
  int TILE_AT = AlignedFloats.LEAD;

  /** Where the room for sums begins: {@code 2 * TILE * LANES} numbers. */
  static int sumsAt(int stride) {
    return TILE_AT + TILE * stride;
  }

  /** Where the products begin: that of input j with row t of the tile is at {@code j·TILE + t}. */
  static int productsAt(int stride) {
    return sumsAt(stride) + 2 * TILE * FloatTable.LANES;
  }

  /** A working place for steps of so many inputs at most. */
  static float[] work(int stride, int mostInputs) {
    return AlignedFloats.padded(productsAt(stride) + mostInputs * TILE + FloatTable.LANES);
  }

  /**
   * The inner products of rows with the rows of the tile.
   *
   * @param inputs the array of each row
   * @param at where each row begins in its array
   * @param count how many rows
   * @param work with the tile; gets the products
   * @param stride the length of a row, a multiple of {@link FloatTable#LANES}
   */
  void products(float[][] inputs, int[] at, int count, float[] work, int stride);

  /**
   * Makes of products what both sides are moved by: {@code g = η(y − σ(x))}, zero for rows of the
   * tile behind the targets.
   *
   * @param targets how many targets there are
   * @param positive whether y is 1 for the first target; it is 0 for all others
   * @param rate the learning rate η
   * @return the sum of the sigmoid cross-entropies
   */
  double coefficients(
      float[] work, int stride, int inputs, int targets, boolean positive, float rate);

  /**
   * Moves both sides at once: {@code input j ← input j + Σₜ g[j·TILE + t] · tile t} and {@code
   * target t ← target t + Σⱼ g[j·TILE + t] · input j}, with the rows as they were.
   *
   * @param targets the arrays of the tile's rows, where they really are
   * @param targetsAt where each begins in its array
   * @param targetCount how many targets there are; the tile's rows behind them are zeros
   * @param work with the tile, and g in place of the products
   */
  void update(
      float[][] inputs,
      int[] at,
      int count,
      float[][] targets,
      int[] targetsAt,
      int targetCount,
      float[] work,
      int stride);
}

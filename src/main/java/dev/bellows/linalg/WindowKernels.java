package dev.bellows.linalg;

/** What a provider does for {@link WindowStep}: two small matrix products over some rows. */
interface WindowKernels {
  /**
   * The inner products of rows with the rows of a tile: {@code products[j * TILE + t] ← input j ·
   * tile t}.
   *
   * @param inputs the array of each row
   * @param at where each row begins in its array
   * @param count how many rows
   * @param tile {@code TILE} rows, one behind the other
   * @param stride the length of a row, a multiple of {@link FloatTable#LANES}
   * @param sums room for {@code 2 * TILE * LANES} numbers
   */
  void products(
      float[][] inputs,
      int[] at,
      int count,
      float[] tile,
      int stride,
      float[] sums,
      float[] products);

  /**
   * Moves both sides at once: {@code input j ← input j + Σₜ g[j·TILE + t] · tile t} and {@code
   * target t ← target t + Σⱼ g[j·TILE + t] · input j}, with the rows as they were.
   *
   * @param targets the arrays of the tile's rows, where they really are
   * @param targetsAt where each begins in its array
   * @param targetCount how many targets there are; the tile's rows behind them are zeros
   */
  void update(
      float[][] inputs,
      int[] at,
      int count,
      float[][] targets,
      int[] targetsAt,
      int targetCount,
      float[] tile,
      int stride,
      float[] g);

  /** The rows of a tile. */
  int TILE = 6;
}

package dev.bellows.model.perceptron;

/**
 * What a network is trained in. The parameters are doubles in each case, and so are the sums of
 * losses and gradients over tiles of rows; predictions are always computed in double.
 */
public enum Arithmetic {
  /** Single precision within a tile of rows: about twice as fast. */
  FLOAT32,
  /** Double precision throughout. */
  FLOAT64;

  TileKernels<?> kernels() {
    return this == FLOAT32 ? new FloatTileKernels() : new DoubleTileKernels();
  }
}

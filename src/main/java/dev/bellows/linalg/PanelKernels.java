package dev.bellows.linalg;

/** The kernel behind {@link FloatPanels}. */
interface PanelKernels {
  /** The rows of a panel. */
  int width();

  /** See {@link FloatPanels#products}. */
  void products(float[] panel, int columns, float[] vectors, int first, float[] products);
}

package dev.bellows.linalg;

/**
 * What a provider of {@link Vectors} implements. All providers give the same bits; the order of the
 * additions is told there.
 */
interface VectorKernels {
  /** See {@link Vectors#dot}. */
  double dot(double[] x, int xOffset, double[] y, int yOffset, int n);

  /** See {@link Vectors#addScaled}. */
  void addScaled(double scale, double[] x, int xOffset, double[] y, int yOffset, int n);

  /** See {@link Vectors#round}. */
  void round(double[] x, int xOffset, float[] y, int yOffset, int n);

  /** See {@link Vectors#addWidened}. */
  void addWidened(float[] x, int xOffset, double[] y, int yOffset, int n);

  /**
   * Divides the first {@code n} elements and returns the sum of the squares of what they became.
   */
  double divideAndSquare(double[] x, int offset, double divisor, int n);

  /** The provider's name, with its width. */
  String describe();
}

package dev.bellows.linalg;

/**
 * Rows of floats packed for their inner products with many vectors: in panels of as many rows as
 * fill two of the machine's vectors, column after column, so that a product adds up in registers
 * and nothing is summed across lanes. Vectors come four at a time.
 *
 * <p>The bits do not depend on the provider (see {@link Vectors}): each product is summed column by
 * column, without fused multiply-add.
 */
public final class FloatPanels {
  /** Vectors that are multiplied at a time. */
  public static final int TOGETHER = 4;

  private static final PanelKernels KERNELS =
      Vectors.provider().startsWith("simd") ? new SimdPanelKernels() : new ScalarPanelKernels();

  private final int rows;
  private final int columns;
  private final float[][] panels;

  /**
   * Rows of zeros.
   *
   * @param rows at least 0
   * @param columns at least 1
   */
  public FloatPanels(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    int count = (int) (((long) rows + width() - 1) / width());
    panels = new float[count][Math.multiplyExact(columns, width())];
  }

  /** The rows of a panel; the last one may be filled up with zeros. */
  public static int width() {
    return KERNELS.width();
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of panels. */
  public int count() {
    return panels.length;
  }

  /** Sets a row of {@code columns} elements. */
  public void set(int row, float[] values) {
    float[] panel = panels[row / width()];
    for (int column = 0; column < columns; column++) {
      panel[column * width() + row % width()] = values[column];
    }
  }

  /**
   * The inner products of {@value #TOGETHER} vectors with the rows of a panel.
   *
   * @param vectors of {@code columns} elements, one behind the other
   * @param first where the first of them begins
   * @param products gets that of vector {@code v} and row {@code r} of the panel at {@code v *
   *     width() + r}
   */
  public void products(int panel, float[] vectors, int first, float[] products) {
    KERNELS.products(panels[panel], columns, vectors, first, products);
  }
}

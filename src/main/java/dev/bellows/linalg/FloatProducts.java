package dev.bellows.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;

/**
 * Inner products of a vector with many rows of a {@link FloatTable}, by the BLAS that Spark ships
 * (dev.ludovic.netlib), on the Vector API where its module is there. The rows' order in memory is
 * the one that a BLAS wants, so nothing is copied. For many vectors at once there are {@link
 * FloatPanels}.
 *
 * <p>Other than with {@link Vectors}, the last bits depend on the machine.
 */
public final class FloatProducts {
  private static final BLAS KERNELS = JavaBLAS.getInstance();

  private FloatProducts() {}

  /**
   * The inner products of a vector with rows.
   *
   * @param first the first of the rows
   * @param rows how many, all of them in one {@linkplain FloatTable#rowsPerArray array}
   * @param vector padded with zeros to the table's stride
   * @param products gets that with row {@code first + r} at {@code r}
   */
  public static void of(FloatTable table, int first, int rows, float[] vector, float[] products) {
    int stride = table.stride();
    float[] array = table.array(first);
    int offset = table.offset(first);
    KERNELS.sgemv("T", stride, rows, 1, array, offset, stride, vector, 0, 1, 0, products, 0, 1);
  }
}

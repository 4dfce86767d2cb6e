package dev.bellows.linalg;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.Arrays;
import java.util.Optional;

/**
 * Products of row-major matrices in flat arrays, by the BLAS that Spark ships (dev.ludovic.netlib):
 * the machine's own where a fast one is installed (OpenBLAS, MKL, …), else in Java, on the Vector
 * API where its module is there. It is chosen once, when this class is loaded; the system property
 * {@code bellows.blas} ({@code native} or {@code java}) overrides the choice.
 *
 * <p>The same BLAS on the same kind of machine gives the same bits for the same matrices, as long
 * as it keeps to one thread a call; another one differs in the last digits, and so does the same
 * row beside other rows. Tasks already take all cores, so a native BLAS should have one thread:
 * {@code OPENBLAS_NUM_THREADS=1} (or {@code MKL_NUM_THREADS}) in the environment of the driver and
 * of the executors, as Spark's documentation advises for MLlib. The launcher sets both.
 *
 * <p>In all methods {@code c} is m × n, and k is the length of the sums; each matrix begins at its
 * offset. What stands in {@code c} counts only where {@code beta} is 1; with 0 it may be anything.
 */
public final class MatrixProducts {
  /** The system property that names the implementation. */
  public static final String PROPERTY = "bellows.blas";

  private static final Implementation CHOSEN = choose(System.getProperty(PROPERTY));
  private static final BLAS BLAS = CHOSEN.blas();

  private MatrixProducts() {}

  private record Implementation(BLAS blas, String description) {}

  /** {@code c ← a·bᵀ + beta·c}, with a of m × k and b of n × k. */
  public static void timesTransposed(
      int m, int n, int k, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
    // Row-major is the transpose of a BLAS's column-major: it computes cᵀ = b·aᵀ.
    BLAS.sgemm("T", "N", n, m, k, 1, b, bAt, k, a, aAt, k, beta, c, cAt, n);
  }

  /** {@code c ← a·b + beta·c}, with a of m × k and b of k × n. */
  public static void times(
      int m, int n, int k, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
    BLAS.sgemm("N", "N", n, m, k, 1, b, bAt, n, a, aAt, k, beta, c, cAt, n);
  }

  /** {@code c ← aᵀ·b + beta·c}, with a of k × m and b of k × n. */
  public static void transposedTimes(
      int m, int n, int k, float[] a, int aAt, float[] b, int bAt, float beta, float[] c, int cAt) {
    BLAS.sgemm("N", "T", n, m, k, 1, b, bAt, n, a, aAt, m, beta, c, cAt, n);
  }

  /** {@code c ← a·bᵀ + beta·c}, with a of m × k and b of n × k. */
  public static void timesTransposed(
      int m,
      int n,
      int k,
      double[] a,
      int aAt,
      double[] b,
      int bAt,
      double beta,
      double[] c,
      int cAt) {
    BLAS.dgemm("T", "N", n, m, k, 1, b, bAt, k, a, aAt, k, beta, c, cAt, n);
  }

  /** {@code c ← a·b + beta·c}, with a of m × k and b of k × n. */
  public static void times(
      int m,
      int n,
      int k,
      double[] a,
      int aAt,
      double[] b,
      int bAt,
      double beta,
      double[] c,
      int cAt) {
    BLAS.dgemm("N", "N", n, m, k, 1, b, bAt, n, a, aAt, k, beta, c, cAt, n);
  }

  /** {@code c ← aᵀ·b + beta·c}, with a of k × m and b of k × n. */
  public static void transposedTimes(
      int m,
      int n,
      int k,
      double[] a,
      int aAt,
      double[] b,
      int bAt,
      double beta,
      double[] c,
      int cAt) {
    BLAS.dgemm("N", "T", n, m, k, 1, b, bAt, n, a, aAt, m, beta, c, cAt, n);
  }

  /**
   * The implementation in use, for a message at the start: {@code native BLAS
   * (libopenblasp-r0.3.21.so), 1 thread a call} or {@code VectorBLAS (Java)}.
   */
  public static String describe() {
    return CHOSEN.description();
  }

  private static Implementation choose(String wanted) {
    if (wanted != null && !Arrays.asList("native", "java").contains(wanted)) {
      throw new IllegalArgumentException(PROPERTY + " is '" + wanted + "'; allowed: native, java");
    }
    if ("java".equals(wanted)) {
      return inJava();
    }
    Optional<NativeBlas> found = NativeBlas.load();
    if ("native".equals(wanted)) {
      return found
          .map(MatrixProducts::natively)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      PROPERTY + " is 'native', but no libblas.so.3 can be loaded"));
    }
    return found
        .filter(library -> library.file().isPresent())
        .map(MatrixProducts::natively)
        .orElseGet(MatrixProducts::inJava);
  }

  private static Implementation natively(NativeBlas library) {
    return new Implementation(library.blas(), library.describe());
  }

  private static Implementation inJava() {
    BLAS java = JavaBLAS.getInstance();
    return new Implementation(java, java.getClass().getSimpleName() + " (Java)");
  }
}

package dev.bellows.linalg;

import java.util.Arrays;

/**
 * The vector kernels that everything hot is made of, over ranges of flat arrays. They run on one of
 * two providers, chosen once when this class is loaded: the Vector API where its module is there
 * ({@code --add-modules=jdk.incubator.vector}, which Spark passes by itself), else plain Java. The
 * system property {@code bellows.vectors} ({@code simd} or {@code scalar}) overrides the choice.
 *
 * <p><b>The bits do not depend on the provider</b>, nor on the machine's vector width: every sum is
 * defined as eight running sums, element {@code i} added to sum {@code i mod 8}, folded by halves
 * at the end, with the elements behind the last full eight added one by one; products are rounded
 * before they are added.
 */
public final class Vectors {
  /** The system property that names the provider. */
  public static final String PROPERTY = "bellows.vectors";

  private static final VectorKernels KERNELS = choose(System.getProperty(PROPERTY));

  private Vectors() {}

  /** The inner product of {@code n} elements of {@code x} and {@code y} from their offsets on. */
  public static double dot(double[] x, int xOffset, double[] y, int yOffset, int n) {
    return KERNELS.dot(x, xOffset, y, yOffset, n);
  }

  /** {@code y ← y + scale · x} for {@code n} elements from the offsets on. */
  public static void addScaled(
      double scale, double[] x, int xOffset, double[] y, int yOffset, int n) {
    KERNELS.addScaled(scale, x, xOffset, y, yOffset, n);
  }

  /** {@code y ← y + x}, element by element. */
  public static void add(double[] x, double[] y) {
    add(x, 0, y, 0, x.length);
  }

  /** {@code y ← y + x} for {@code n} elements from the offsets on. */
  public static void add(double[] x, int xOffset, double[] y, int yOffset, int n) {
    // A multiplication by one is exact, so this is the plain sum.
    KERNELS.addScaled(1, x, xOffset, y, yOffset, n);
  }

  /** {@code y ← x} for {@code n} elements from the offsets on, rounded to single precision. */
  public static void round(double[] x, int xOffset, float[] y, int yOffset, int n) {
    KERNELS.round(x, xOffset, y, yOffset, n);
  }

  /** {@code y ← y + x} for {@code n} elements from the offsets on; the sum is a double. */
  public static void addWidened(float[] x, int xOffset, double[] y, int yOffset, int n) {
    KERNELS.addWidened(x, xOffset, y, yOffset, n);
  }

  /** Rounds the elements {@code from} to {@code to - 1} to single precision. */
  public static void roundToSingle(double[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = (float) x[i];
    }
  }

  /**
   * Rounds the elements {@code from} to {@code to - 1} to bfloat16, the upper half of a single:
   * eight significant bits, to nearest, ties to even, straight from the double.
   */
  public static void roundToBfloat16(double[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = Bfloat16.round(x[i]);
    }
  }

  /** {@code x ← scale · x} for the first {@code n} elements. */
  public static void scale(double scale, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] *= scale;
    }
  }

  /**
   * The Euclidean norm of the first {@code n} elements; not a number where an element is not. The
   * squares are summed slice by slice (see {@link Slices}), and then the slices' sums.
   */
  public static double norm(double[] x, int n) {
    return Math.sqrt(sumOfSlices(n, (from, to) -> KERNELS.dot(x, from, x, from, to - from)));
  }

  /** The sum over a slice. */
  private interface SliceSum {
    double of(int from, int to);
  }

  private static double sumOfSlices(int n, SliceSum slice) {
    if (n <= Slices.LENGTH) {
      return slice.of(0, n);
    }
    double[] sums = new double[Slices.count(n)];
    Slices.run(
        0,
        n,
        (from, to) -> {
          for (int begin = from; begin < to; begin += Slices.LENGTH) {
            int end = Math.min(to, begin + Slices.LENGTH);
            sums[begin / Slices.LENGTH] = slice.of(begin, end);
          }
        });
    double sum = 0;
    for (double part : sums) {
      sum += part;
    }
    return sum;
  }

  /**
   * {@code x ← x / divisor} for the first {@code n} elements, in one pass with their {@link #norm}.
   *
   * @return the norm of the quotients
   */
  public static double divideAndNorm(double[] x, double divisor, int n) {
    return Math.sqrt(
        sumOfSlices(n, (from, to) -> KERNELS.divideAndSquare(x, from, divisor, to - from)));
  }

  /** The provider in use: {@code simd (512 bits)} or {@code scalar}. */
  public static String provider() {
    return KERNELS.describe();
  }

  /** Whether the provider is the Vector API. */
  static boolean isSimd() {
    return KERNELS instanceof SimdKernels;
  }

  private static VectorKernels choose(String wanted) {
    if (wanted != null && !Arrays.asList("simd", "scalar").contains(wanted)) {
      throw new IllegalArgumentException(PROPERTY + " is '" + wanted + "'; allowed: simd, scalar");
    }
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if ("scalar".equals(wanted)) {
      return new ScalarKernels();
    }
    if (present) {
      return new SimdKernels();
    }
    System.getLogger(Vectors.class.getName())
        .log(
            System.Logger.Level.WARNING,
            "Bellows computes without SIMD: start Java with"
                + " --add-modules=jdk.incubator.vector (Spark 4 does so by itself)");
    return new ScalarKernels();
  }
}

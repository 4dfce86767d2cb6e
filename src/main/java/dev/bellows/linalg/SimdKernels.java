package dev.bellows.linalg;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The provider on the Vector API. The eight running sums of {@link Vectors} are one vector of eight
 * lanes, two of four or four of two, whatever the machine has, so the bits are the scalar
 * provider's. No fused multiply-add: it would round differently where a machine has none.
 *
 * <p>The methods stay small, and the species constant, so that the compiler replaces every vector
 * object by a register.
 */
final class SimdKernels implements VectorKernels {
  private static final VectorSpecies<Double> SPECIES =
      DoubleVector.SPECIES_PREFERRED.length() > 8
          ? DoubleVector.SPECIES_512
          : DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final VectorSpecies<Float> SINGLES = // as many lanes
      VectorSpecies.of(float.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));
  private static final VectorShuffle<Double> DOWN_4 = SPECIES.iotaShuffle(4 % LANES, 1, true);
  private static final VectorShuffle<Double> DOWN_2 = SPECIES.iotaShuffle(2 % LANES, 1, true);
  private static final VectorShuffle<Double> DOWN_1 = SPECIES.iotaShuffle(1 % LANES, 1, true);

  @Override
  public double dot(double[] x, int xOffset, double[] y, int yOffset, int n) {
    int full = n & -8;
    double sum = 0;
    if (full > 0) {
      sum =
          switch (LANES) {
            case 8 -> dot8(x, xOffset, y, yOffset, full);
            case 4 -> dot4(x, xOffset, y, yOffset, full);
            default -> dot2(x, xOffset, y, yOffset, full);
          };
    }
    for (int i = full; i < n; i++) {
      sum += x[xOffset + i] * y[yOffset + i];
    }
    return sum;
  }

  private static double dot8(double[] x, int a, double[] y, int b, int full) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int i = 0; i < full; i += 8) {
      sum = sum.add(product(x, a + i, y, b + i));
    }
    return folded8(sum);
  }

  private static double dot4(double[] x, int a, double[] y, int b, int full) {
    DoubleVector low = DoubleVector.zero(SPECIES);
    DoubleVector high = DoubleVector.zero(SPECIES);
    for (int i = 0; i < full; i += 8) {
      low = low.add(product(x, a + i, y, b + i));
      high = high.add(product(x, a + i + 4, y, b + i + 4));
    }
    return folded4(low.add(high));
  }

  private static double dot2(double[] x, int a, double[] y, int b, int full) {
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s23 = DoubleVector.zero(SPECIES);
    DoubleVector s45 = DoubleVector.zero(SPECIES);
    DoubleVector s67 = DoubleVector.zero(SPECIES);
    for (int i = 0; i < full; i += 8) {
      s01 = s01.add(product(x, a + i, y, b + i));
      s23 = s23.add(product(x, a + i + 2, y, b + i + 2));
      s45 = s45.add(product(x, a + i + 4, y, b + i + 4));
      s67 = s67.add(product(x, a + i + 6, y, b + i + 6));
    }
    return folded2(s01.add(s45).add(s23.add(s67)));
  }

  private static DoubleVector product(double[] x, int a, double[] y, int b) {
    return DoubleVector.fromArray(SPECIES, x, a).mul(DoubleVector.fromArray(SPECIES, y, b));
  }

  @Override
  public void addScaled(double scale, double[] x, int xOffset, double[] y, int yOffset, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += LANES) {
      DoubleVector.fromArray(SPECIES, x, xOffset + i)
          .mul(scale)
          .add(DoubleVector.fromArray(SPECIES, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    for (int i = full; i < n; i++) {
      y[yOffset + i] += scale * x[xOffset + i];
    }
  }

  @Override
  public void round(double[] x, int xOffset, float[] y, int yOffset, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += LANES) {
      ((FloatVector) DoubleVector.fromArray(SPECIES, x, xOffset + i).castShape(SINGLES, 0))
          .intoArray(y, yOffset + i);
    }
    for (int i = full; i < n; i++) {
      y[yOffset + i] = (float) x[xOffset + i];
    }
  }

  @Override
  public void addWidened(float[] x, int xOffset, double[] y, int yOffset, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += LANES) {
      ((DoubleVector) FloatVector.fromArray(SINGLES, x, xOffset + i).castShape(SPECIES, 0))
          .add(DoubleVector.fromArray(SPECIES, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    for (int i = full; i < n; i++) {
      y[yOffset + i] += x[xOffset + i];
    }
  }

  @Override
  public double divideAndSquare(double[] x, int offset, double divisor, int n) {
    int full = n & -8;
    double sum = 0;
    if (full > 0) {
      sum =
          switch (LANES) {
            case 8 -> divideAndSquare8(x, offset, divisor, full);
            case 4 -> divideAndSquare4(x, offset, divisor, full);
            default -> divideAndSquare2(x, offset, divisor, full);
          };
    }
    for (int i = offset + full; i < offset + n; i++) {
      x[i] /= divisor;
      sum += x[i] * x[i];
    }
    return sum;
  }

  private static double divideAndSquare8(double[] x, int offset, double divisor, int full) {
    DoubleVector sum = DoubleVector.zero(SPECIES);
    for (int i = 0; i < full; i += 8) {
      sum = sum.add(squareOfQuotient(x, offset + i, divisor));
    }
    return folded8(sum);
  }

  private static double divideAndSquare4(double[] x, int offset, double divisor, int full) {
    DoubleVector low = DoubleVector.zero(SPECIES);
    DoubleVector high = DoubleVector.zero(SPECIES);
    for (int i = 0; i < full; i += 8) {
      low = low.add(squareOfQuotient(x, offset + i, divisor));
      high = high.add(squareOfQuotient(x, offset + i + 4, divisor));
    }
    return folded4(low.add(high));
  }

  private static double divideAndSquare2(double[] x, int offset, double divisor, int full) {
    DoubleVector s01 = DoubleVector.zero(SPECIES);
    DoubleVector s23 = DoubleVector.zero(SPECIES);
    DoubleVector s45 = DoubleVector.zero(SPECIES);
    DoubleVector s67 = DoubleVector.zero(SPECIES);
    for (int i = 0; i < full; i += 8) {
      s01 = s01.add(squareOfQuotient(x, offset + i, divisor));
      s23 = s23.add(squareOfQuotient(x, offset + i + 2, divisor));
      s45 = s45.add(squareOfQuotient(x, offset + i + 4, divisor));
      s67 = s67.add(squareOfQuotient(x, offset + i + 6, divisor));
    }
    return folded2(s01.add(s45).add(s23.add(s67)));
  }

  private static DoubleVector squareOfQuotient(double[] x, int i, double divisor) {
    DoubleVector quotient = DoubleVector.fromArray(SPECIES, x, i).div(divisor);
    quotient.intoArray(x, i);
    return quotient.mul(quotient);
  }

  // Eight lanes, or what remains of them, folded by halves.

  private static double folded8(DoubleVector eights) {
    return folded4(eights.add(eights.rearrange(DOWN_4)));
  }

  private static double folded4(DoubleVector fours) {
    return folded2(fours.add(fours.rearrange(DOWN_2)));
  }

  private static double folded2(DoubleVector twos) {
    return twos.add(twos.rearrange(DOWN_1)).lane(0);
  }

  @Override
  public String describe() {
    return "simd (" + SPECIES.vectorBitSize() + " bits)";
  }
}

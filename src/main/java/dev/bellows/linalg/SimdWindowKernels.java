package dev.bellows.linalg;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The provider on the Vector API. Twelve running sums (two rows times a tile) hide the latency of
 * the multiply-add and need eight loads; in the update a tile's rows and what is added to them stay
 * in registers while the inputs pass. Unlike {@link SimdKernels} it fuses multiplication and
 * addition, and adds in as many lanes as the machine has: its bits are those of the machine.
 */
final class SimdWindowKernels implements WindowKernels {
  private static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > FloatTable.LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final float LOG2_E = 1.44269504f;
  private static final float LOG_2 = 0.693147181f;

  /** Added to a small number, it leaves the nearest whole number in the last bits. */
  private static final float ROUNDING = 1.5f * (1 << 23);

  /** Of e; below, the power has no normal float. */
  private static final float LEAST_EXPONENT = -87;

  /** A multiple of the rows of a tile, and of the lanes of every vector. */
  private static final int SIGNS_LENGTH = 48;

  /**
   * By whether the first target is right, and by the number of targets: what products are
   * multiplied by, 0 behind the targets.
   */
  private static final float[][][] SIGNS = new float[2][TILE + 1][SIGNS_LENGTH];

  /** From {@code LANES - n} on it has n ones. */
  private static final float[] ONES = new float[2 * LANES];

  private static final VectorShuffle<Float> DOWN_8 = SPECIES.iotaShuffle(8 % LANES, 1, true);
  private static final VectorShuffle<Float> DOWN_4 = SPECIES.iotaShuffle(4 % LANES, 1, true);
  private static final VectorShuffle<Float> DOWN_2 = SPECIES.iotaShuffle(2 % LANES, 1, true);
  private static final VectorShuffle<Float> DOWN_1 = SPECIES.iotaShuffle(1 % LANES, 1, true);

  static {
    Arrays.fill(ONES, 0, LANES, 1);
    for (int targets = 1; targets <= TILE; targets++) {
      for (int i = 0; i < SIGNS_LENGTH; i++) {
        boolean first = i % TILE == 0;
        SIGNS[0][targets][i] = i % TILE < targets ? 1 : 0;
        SIGNS[1][targets][i] = first ? -1 : SIGNS[0][targets][i];
      }
    }
  }

  @Override
  public void products(float[][] inputs, int[] at, int count, float[] work, int stride) {
    int sums = WindowKernels.sumsAt(stride);
    int to = WindowKernels.productsAt(stride);
    int j = 0;
    for (; j + 1 < count; j += 2, to += 2 * TILE) {
      two(inputs[j], at[j], inputs[j + 1], at[j + 1], work, stride, sums);
      fold(work, sums, 2 * TILE, to);
    }
    if (j < count) {
      one(inputs[j], at[j], work, stride, sums);
      fold(work, sums, TILE, to);
    }
  }

  private static void two(
      float[] a, int aAt, float[] b, int bAt, float[] work, int stride, int sums) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    FloatVector b4 = a0;
    FloatVector b5 = a0;
    for (int i = 0; i < stride; i += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, aAt + i);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, bAt + i);
      FloatVector t = FloatVector.fromArray(SPECIES, work, TILE_AT + i);
      a0 = va.fma(t, a0);
      b0 = vb.fma(t, b0);
      t = FloatVector.fromArray(SPECIES, work, TILE_AT + stride + i);
      a1 = va.fma(t, a1);
      b1 = vb.fma(t, b1);
      t = FloatVector.fromArray(SPECIES, work, TILE_AT + 2 * stride + i);
      a2 = va.fma(t, a2);
      b2 = vb.fma(t, b2);
      t = FloatVector.fromArray(SPECIES, work, TILE_AT + 3 * stride + i);
      a3 = va.fma(t, a3);
      b3 = vb.fma(t, b3);
      t = FloatVector.fromArray(SPECIES, work, TILE_AT + 4 * stride + i);
      a4 = va.fma(t, a4);
      b4 = vb.fma(t, b4);
      t = FloatVector.fromArray(SPECIES, work, TILE_AT + 5 * stride + i);
      a5 = va.fma(t, a5);
      b5 = vb.fma(t, b5);
    }
    a0.intoArray(work, sums);
    a1.intoArray(work, sums + LANES);
    a2.intoArray(work, sums + 2 * LANES);
    a3.intoArray(work, sums + 3 * LANES);
    a4.intoArray(work, sums + 4 * LANES);
    a5.intoArray(work, sums + 5 * LANES);
    b0.intoArray(work, sums + 6 * LANES);
    b1.intoArray(work, sums + 7 * LANES);
    b2.intoArray(work, sums + 8 * LANES);
    b3.intoArray(work, sums + 9 * LANES);
    b4.intoArray(work, sums + 10 * LANES);
    b5.intoArray(work, sums + 11 * LANES);
  }

  private static void one(float[] a, int aAt, float[] work, int stride, int sums) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    for (int i = 0; i < stride; i += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, aAt + i);
      a0 = va.fma(FloatVector.fromArray(SPECIES, work, TILE_AT + i), a0);
      a1 = va.fma(FloatVector.fromArray(SPECIES, work, TILE_AT + stride + i), a1);
      a2 = va.fma(FloatVector.fromArray(SPECIES, work, TILE_AT + 2 * stride + i), a2);
      a3 = va.fma(FloatVector.fromArray(SPECIES, work, TILE_AT + 3 * stride + i), a3);
      a4 = va.fma(FloatVector.fromArray(SPECIES, work, TILE_AT + 4 * stride + i), a4);
      a5 = va.fma(FloatVector.fromArray(SPECIES, work, TILE_AT + 5 * stride + i), a5);
    }
    a0.intoArray(work, sums);
    a1.intoArray(work, sums + LANES);
    a2.intoArray(work, sums + 2 * LANES);
    a3.intoArray(work, sums + 3 * LANES);
    a4.intoArray(work, sums + 4 * LANES);
    a5.intoArray(work, sums + 5 * LANES);
  }

  /**
   * Adds the lanes of some vectors, each by halves: the compiler's own reduction of floats goes
   * lane by lane. In a loop of its own, because a dozen of them are too many to inline at one
   * place.
   */
  private static void fold(float[] work, int sums, int count, int to) {
    for (int r = 0; r < count; r++) {
      FloatVector s = FloatVector.fromArray(SPECIES, work, sums + r * LANES);
      if (LANES > 8) {
        s = s.add(s.rearrange(DOWN_8));
      }
      if (LANES > 4) {
        s = s.add(s.rearrange(DOWN_4));
      }
      s = s.add(s.rearrange(DOWN_2));
      work[to + r] = s.add(s.rearrange(DOWN_1)).lane(0);
    }
  }

  @Override
  public double coefficients(
      float[] work, int stride, int inputs, int targets, boolean positive, float rate) {
    int first = WindowKernels.productsAt(stride);
    int end = first + inputs * TILE;
    float[] signs = SIGNS[positive ? 1 : 0][targets];
    int losses = WindowKernels.sumsAt(stride);
    FloatVector.zero(SPECIES).intoArray(work, losses);
    for (int at = first, s = 0; at < end; at += LANES, s = (s + LANES) % SIGNS_LENGTH) {
      coefficients(work, at, Math.min(LANES, end - at), signs, s, rate, losses);
    }
    fold(work, losses, 1, losses);
    return work[losses];
  }

  /**
   * With z = x for a wrong target and −x for the right one, the cross-entropy of each is log(1 +
   * eᶻ), and what moves it −η·σ(z), and +η·σ(z) for the right one. Both come from e to the −|z|:
   * that from a polynomial and a shifted exponent (Cephes), the logarithm from a polynomial of its
   * own.
   *
   * @param count how many products there are from {@code at} on, and not something else
   * @param losses where the cross-entropies are added
   */
  private static void coefficients(
      float[] work, int at, int count, float[] signs, int s, float rate, int losses) {
    FloatVector sign =
        FloatVector.fromArray(SPECIES, signs, s)
            .mul(FloatVector.fromArray(SPECIES, ONES, LANES - count));
    FloatVector z = FloatVector.fromArray(SPECIES, work, at).mul(sign);
    FloatVector y = z.abs().neg().max(LEAST_EXPONENT);
    FloatVector rounded = y.mul(LOG2_E).add(ROUNDING);
    FloatVector rest = rounded.sub(ROUNDING).fma(constant(-LOG_2), y);
    FloatVector e = rest.fma(constant(1.9875691500e-4f), constant(1.3981999507e-3f));
    e = e.fma(rest, constant(8.3334519073e-3f));
    e = e.fma(rest, constant(4.1665795894e-2f));
    e = e.fma(rest, constant(1.6666665459e-1f));
    e = e.fma(rest, constant(5.0000001201e-1f));
    e = e.fma(rest.mul(rest), rest).add(1f);
    IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    e = e.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    FloatVector log = e.fma(constant(-6.452396978e-3f), constant(3.608366475e-2f));
    log = log.fma(e, constant(-9.532111883e-2f));
    log = log.fma(e, constant(1.676467210e-1f));
    log = log.fma(e, constant(-2.407302260e-1f));
    log = log.fma(e, constant(3.317981362e-1f));
    log = log.fma(e, constant(-4.998740256e-1f));
    log = log.fma(e, constant(9.999964237e-1f));
    FloatVector sigma = constant(1).div(e.add(1f)); // of |z|
    sigma = sigma.blend(sigma.mul(e), z.compare(VectorOperators.LT, 0f));
    sigma.mul(sign).mul(-rate).intoArray(work, at);
    FloatVector sum = FloatVector.fromArray(SPECIES, work, losses);
    log.fma(e, z.max(0f)).fma(sign.abs(), sum).intoArray(work, losses);
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  @Override
  public void update(
      float[][] inputs,
      int[] at,
      int count,
      float[][] targets,
      int[] targetsAt,
      int targetCount,
      float[] work,
      int stride) {
    int g = WindowKernels.productsAt(stride);
    for (int i = 0; i < stride; i += LANES) {
      column(inputs, at, count, work, i, stride, g);
    }
    for (int t = 0; t < targetCount; t++) {
      add(work, TILE_AT + t * stride, targets[t], targetsAt[t], stride);
    }
  }

  /** Some columns of all rows; leaves in the tile what is to be added to the targets. */
  private static void column(
      float[][] inputs, int[] at, int count, float[] work, int i, int stride, int g) {
    FloatVector t0 = FloatVector.fromArray(SPECIES, work, TILE_AT + i);
    FloatVector t1 = FloatVector.fromArray(SPECIES, work, TILE_AT + stride + i);
    FloatVector t2 = FloatVector.fromArray(SPECIES, work, TILE_AT + 2 * stride + i);
    FloatVector t3 = FloatVector.fromArray(SPECIES, work, TILE_AT + 3 * stride + i);
    FloatVector t4 = FloatVector.fromArray(SPECIES, work, TILE_AT + 4 * stride + i);
    FloatVector t5 = FloatVector.fromArray(SPECIES, work, TILE_AT + 5 * stride + i);
    FloatVector d0 = FloatVector.zero(SPECIES);
    FloatVector d1 = d0;
    FloatVector d2 = d0;
    FloatVector d3 = d0;
    FloatVector d4 = d0;
    FloatVector d5 = d0;
    for (int j = 0, k = g; j < count; j++, k += TILE) {
      float[] input = inputs[j];
      int from = at[j] + i;
      FloatVector v = FloatVector.fromArray(SPECIES, input, from);
      FloatVector g0 = FloatVector.broadcast(SPECIES, work[k]);
      FloatVector g1 = FloatVector.broadcast(SPECIES, work[k + 1]);
      FloatVector g2 = FloatVector.broadcast(SPECIES, work[k + 2]);
      FloatVector even = g0.fma(t0, v);
      FloatVector odd = g1.mul(t1);
      d0 = v.fma(g0, d0);
      d1 = v.fma(g1, d1);
      d2 = v.fma(g2, d2);
      even = g2.fma(t2, even);
      FloatVector g3 = FloatVector.broadcast(SPECIES, work[k + 3]);
      FloatVector g4 = FloatVector.broadcast(SPECIES, work[k + 4]);
      FloatVector g5 = FloatVector.broadcast(SPECIES, work[k + 5]);
      odd = g3.fma(t3, odd);
      even = g4.fma(t4, even);
      odd = g5.fma(t5, odd);
      d3 = v.fma(g3, d3);
      d4 = v.fma(g4, d4);
      d5 = v.fma(g5, d5);
      even.add(odd).intoArray(input, from);
    }
    d0.intoArray(work, TILE_AT + i);
    d1.intoArray(work, TILE_AT + stride + i);
    d2.intoArray(work, TILE_AT + 2 * stride + i);
    d3.intoArray(work, TILE_AT + 3 * stride + i);
    d4.intoArray(work, TILE_AT + 4 * stride + i);
    d5.intoArray(work, TILE_AT + 5 * stride + i);
  }

  private static void add(float[] x, int a, float[] y, int b, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(SPECIES, x, a + i)
          .add(FloatVector.fromArray(SPECIES, y, b + i))
          .intoArray(y, b + i);
    }
  }
}

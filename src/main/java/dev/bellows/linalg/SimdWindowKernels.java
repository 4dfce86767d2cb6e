package dev.bellows.linalg;

import jdk.incubator.vector.FloatVector;
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
  private static final VectorShuffle<Float> DOWN_8 = SPECIES.iotaShuffle(8 % LANES, 1, true);
  private static final VectorShuffle<Float> DOWN_4 = SPECIES.iotaShuffle(4 % LANES, 1, true);
  private static final VectorShuffle<Float> DOWN_2 = SPECIES.iotaShuffle(2 % LANES, 1, true);
  private static final VectorShuffle<Float> DOWN_1 = SPECIES.iotaShuffle(1 % LANES, 1, true);

  @Override
  public void products(
      float[][] inputs,
      int[] at,
      int count,
      float[] tile,
      int stride,
      float[] sums,
      float[] products) {
    int j = 0;
    for (; j + 1 < count; j += 2) {
      two(inputs[j], at[j], inputs[j + 1], at[j + 1], tile, stride, sums, products, j * TILE);
    }
    if (j < count) {
      one(inputs[j], at[j], tile, stride, sums, products, j * TILE);
    }
  }

  private static void two(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] tile,
      int stride,
      float[] sums,
      float[] products,
      int to) {
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
      FloatVector t = FloatVector.fromArray(SPECIES, tile, i);
      a0 = va.fma(t, a0);
      b0 = vb.fma(t, b0);
      t = FloatVector.fromArray(SPECIES, tile, stride + i);
      a1 = va.fma(t, a1);
      b1 = vb.fma(t, b1);
      t = FloatVector.fromArray(SPECIES, tile, 2 * stride + i);
      a2 = va.fma(t, a2);
      b2 = vb.fma(t, b2);
      t = FloatVector.fromArray(SPECIES, tile, 3 * stride + i);
      a3 = va.fma(t, a3);
      b3 = vb.fma(t, b3);
      t = FloatVector.fromArray(SPECIES, tile, 4 * stride + i);
      a4 = va.fma(t, a4);
      b4 = vb.fma(t, b4);
      t = FloatVector.fromArray(SPECIES, tile, 5 * stride + i);
      a5 = va.fma(t, a5);
      b5 = vb.fma(t, b5);
    }
    a0.intoArray(sums, 0);
    a1.intoArray(sums, LANES);
    a2.intoArray(sums, 2 * LANES);
    a3.intoArray(sums, 3 * LANES);
    a4.intoArray(sums, 4 * LANES);
    a5.intoArray(sums, 5 * LANES);
    b0.intoArray(sums, 6 * LANES);
    b1.intoArray(sums, 7 * LANES);
    b2.intoArray(sums, 8 * LANES);
    b3.intoArray(sums, 9 * LANES);
    b4.intoArray(sums, 10 * LANES);
    b5.intoArray(sums, 11 * LANES);
    fold(sums, 2 * TILE, products, to);
  }

  private static void one(
      float[] a, int aAt, float[] tile, int stride, float[] sums, float[] products, int to) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector a4 = a0;
    FloatVector a5 = a0;
    for (int i = 0; i < stride; i += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, aAt + i);
      a0 = va.fma(FloatVector.fromArray(SPECIES, tile, i), a0);
      a1 = va.fma(FloatVector.fromArray(SPECIES, tile, stride + i), a1);
      a2 = va.fma(FloatVector.fromArray(SPECIES, tile, 2 * stride + i), a2);
      a3 = va.fma(FloatVector.fromArray(SPECIES, tile, 3 * stride + i), a3);
      a4 = va.fma(FloatVector.fromArray(SPECIES, tile, 4 * stride + i), a4);
      a5 = va.fma(FloatVector.fromArray(SPECIES, tile, 5 * stride + i), a5);
    }
    a0.intoArray(sums, 0);
    a1.intoArray(sums, LANES);
    a2.intoArray(sums, 2 * LANES);
    a3.intoArray(sums, 3 * LANES);
    a4.intoArray(sums, 4 * LANES);
    a5.intoArray(sums, 5 * LANES);
    fold(sums, TILE, products, to);
  }

  /**
   * Adds the lanes of some vectors, each by halves: the compiler's own reduction of floats goes
   * lane by lane. In a loop of its own, because a dozen of them are too many to inline at one
   * place.
   */
  private static void fold(float[] sums, int count, float[] products, int to) {
    for (int r = 0; r < count; r++) {
      FloatVector s = FloatVector.fromArray(SPECIES, sums, r * LANES);
      if (LANES > 8) {
        s = s.add(s.rearrange(DOWN_8));
      }
      if (LANES > 4) {
        s = s.add(s.rearrange(DOWN_4));
      }
      s = s.add(s.rearrange(DOWN_2));
      products[to + r] = s.add(s.rearrange(DOWN_1)).lane(0);
    }
  }

  @Override
  public void update(
      float[][] inputs,
      int[] at,
      int count,
      float[][] targets,
      int[] targetsAt,
      int targetCount,
      float[] tile,
      int stride,
      float[] g) {
    for (int i = 0; i < stride; i += LANES) {
      column(inputs, at, count, tile, i, stride, g);
    }
    for (int t = 0; t < targetCount; t++) {
      add(tile, t * stride, targets[t], targetsAt[t], stride);
    }
  }

  /** Some columns of all rows; leaves in the tile what is to be added to the targets. */
  private static void column(
      float[][] inputs, int[] at, int count, float[] tile, int i, int stride, float[] g) {
    FloatVector t0 = FloatVector.fromArray(SPECIES, tile, i);
    FloatVector t1 = FloatVector.fromArray(SPECIES, tile, stride + i);
    FloatVector t2 = FloatVector.fromArray(SPECIES, tile, 2 * stride + i);
    FloatVector t3 = FloatVector.fromArray(SPECIES, tile, 3 * stride + i);
    FloatVector t4 = FloatVector.fromArray(SPECIES, tile, 4 * stride + i);
    FloatVector t5 = FloatVector.fromArray(SPECIES, tile, 5 * stride + i);
    FloatVector d0 = FloatVector.zero(SPECIES);
    FloatVector d1 = d0;
    FloatVector d2 = d0;
    FloatVector d3 = d0;
    FloatVector d4 = d0;
    FloatVector d5 = d0;
    for (int j = 0, k = 0; j < count; j++, k += TILE) {
      float[] input = inputs[j];
      int from = at[j] + i;
      FloatVector v = FloatVector.fromArray(SPECIES, input, from);
      FloatVector g0 = FloatVector.broadcast(SPECIES, g[k]);
      FloatVector g1 = FloatVector.broadcast(SPECIES, g[k + 1]);
      FloatVector g2 = FloatVector.broadcast(SPECIES, g[k + 2]);
      FloatVector even = g0.fma(t0, v);
      FloatVector odd = g1.mul(t1);
      d0 = v.fma(g0, d0);
      d1 = v.fma(g1, d1);
      d2 = v.fma(g2, d2);
      even = g2.fma(t2, even);
      FloatVector g3 = FloatVector.broadcast(SPECIES, g[k + 3]);
      FloatVector g4 = FloatVector.broadcast(SPECIES, g[k + 4]);
      FloatVector g5 = FloatVector.broadcast(SPECIES, g[k + 5]);
      odd = g3.fma(t3, odd);
      even = g4.fma(t4, even);
      odd = g5.fma(t5, odd);
      d3 = v.fma(g3, d3);
      d4 = v.fma(g4, d4);
      d5 = v.fma(g5, d5);
      even.add(odd).intoArray(input, from);
    }
    d0.intoArray(tile, i);
    d1.intoArray(tile, stride + i);
    d2.intoArray(tile, 2 * stride + i);
    d3.intoArray(tile, 3 * stride + i);
    d4.intoArray(tile, 4 * stride + i);
    d5.intoArray(tile, 5 * stride + i);
  }

  private static void add(float[] x, int a, float[] y, int b, int n) {
    for (int i = 0; i < n; i += LANES) {
      FloatVector.fromArray(SPECIES, x, a + i)
          .add(FloatVector.fromArray(SPECIES, y, b + i))
          .intoArray(y, b + i);
    }
  }
}

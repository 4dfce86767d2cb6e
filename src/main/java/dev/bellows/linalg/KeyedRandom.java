package dev.bellows.linalg;

/**
 * Random numbers that depend on nothing but their key, the same on every machine and in every Java
 * version: the SplitMix64 generator (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", 2014).
 */
public final class KeyedRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;
  private double spare;
  private boolean hasSpare;

  /** A stream of numbers for that seed and purpose; streams of different purposes are unrelated. */
  public KeyedRandom(long seed, long purpose) {
    state = key(seed, purpose);
  }

  /** A 64-bit mix of its argument (variant 13 of Stafford's mixers): a bijection of the longs. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** One key made of two, such as a seed and an epoch. */
  public static long key(long a, long b) {
    return mix(mix(a + GOLDEN_GAMMA) ^ (b * GOLDEN_GAMMA + 0x632BE59BD9B4E019L));
  }

  /** The next 64 random bits. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** The next number, uniform in [0, 1). */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** The next number of the standard normal distribution (Marsaglia's polar method). */
  public double nextGaussian() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double u;
    double v;
    double s;
    do {
      u = 2 * nextDouble() - 1;
      v = 2 * nextDouble() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    double scale = StrictMath.sqrt(-2 * StrictMath.log(s) / s);
    spare = v * scale;
    hasSpare = true;
    return u * scale;
  }

  /**
   * The number with that index under that key, uniform in [0, 1): any of them can be had without
   * those before it.
   */
  public static double uniform(long key, long index) {
    return (mix(key + index * GOLDEN_GAMMA) >>> 11) * 0x1p-53;
  }

  /**
   * The standard normal number with that index under that key (Box and Muller, 1958): any of them
   * can be had without those before it.
   */
  public static double gaussian(long key, long index) {
    long first = mix(key + 2 * index * GOLDEN_GAMMA);
    long second = mix(key + (2 * index + 1) * GOLDEN_GAMMA);
    double radius = StrictMath.sqrt(-2 * StrictMath.log(((first >>> 11) + 1) * 0x1p-53));
    return radius * StrictMath.cos(2 * Math.PI * (second >>> 11) * 0x1p-53);
  }
}

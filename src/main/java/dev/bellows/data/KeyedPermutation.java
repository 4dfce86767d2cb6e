package dev.bellows.data;

import dev.bellows.linalg.KeyedRandom;

/**
 * A pseudo-random permutation of the numbers 0 to {@code size - 1} that is computed, not stored:
 * six Feistel rounds over the smallest power of two that holds the size, repeated until the result
 * is below the size ("cycle walking", fewer than two rounds of it on average; Black and Rogaway,
 * 2002). Every task can ask it where any row goes, so data need not move to be shuffled.
 */
public final class KeyedPermutation {
  private static final int ROUNDS = 6;
  private static final long MULTIPLIER = 0xD6E8FEB86659FD93L;

  private final long size;
  private final int rightBits;
  private final long leftMask;
  private final long rightMask;
  private final long[] keys = new long[ROUNDS];

  /**
   * The permutation that belongs to a key.
   *
   * @param size how many numbers are permuted, at least 1
   */
  public KeyedPermutation(long size, long key) {
    if (size < 1) {
      throw new IllegalArgumentException("a permutation of " + size + " numbers");
    }
    this.size = size;
    int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
    rightBits = (bits + 1) / 2;
    rightMask = (1L << rightBits) - 1;
    leftMask = (1L << (bits - rightBits)) - 1;
    KeyedRandom random = new KeyedRandom(key, 0);
    for (int r = 0; r < ROUNDS; r++) {
      keys[r] = random.nextLong();
    }
  }

  /** Where {@code number} (0 to size − 1) goes. */
  public long apply(long number) {
    requireInside(number);
    long x = number;
    do {
      long left = x >>> rightBits;
      long right = x & rightMask;
      for (int r = 0; r < ROUNDS; r += 2) {
        left ^= scramble(right, keys[r]) & leftMask;
        right ^= scramble(left, keys[r + 1]) & rightMask;
      }
      x = left << rightBits | right;
    } while (x >= size);
    return x;
  }

  /** Which number goes to {@code position}: the inverse of {@link #apply}. */
  public long invert(long position) {
    requireInside(position);
    long x = position;
    do {
      long left = x >>> rightBits;
      long right = x & rightMask;
      for (int r = ROUNDS - 2; r >= 0; r -= 2) {
        right ^= scramble(left, keys[r + 1]) & rightMask;
        left ^= scramble(right, keys[r]) & leftMask;
      }
      x = left << rightBits | right;
    } while (x >= size);
    return x;
  }

  /** From outside the walk might never come back. */
  private void requireInside(long number) {
    if (number < 0 || number >= size) {
      throw new IllegalArgumentException(number + " is not one of " + size + " numbers");
    }
  }

  private static long scramble(long half, long key) {
    long z = (half ^ key) * MULTIPLIER;
    return ((z ^ (z >>> 32)) * MULTIPLIER) >>> 29;
  }
}

package dev.bellows.linalg;

import java.util.Objects;

/**
 * A set of numbers from 0 to {@code size - 1} that is filled in any order and emptied in ascending
 * order. A bit stands for each number, and a bit of a second level for each 64 of them, so that to
 * empty it costs what is in it: next to nothing goes by the size. For one thread.
 */
public final class IndexSet {
  private static final int SHIFT = 6; // 64 bits in a word

  private final int size;
  private final long[] words;
  private final long[] summary; // a bit for each word that is not zero
  private int count;

  /** An empty set. */
  public IndexSet(int size) {
    this.size = size;
    words = new long[(size >>> SHIFT) + 1];
    summary = new long[(words.length >>> SHIFT) + 1];
  }

  /** The numbers that may be in it: 0 to {@code size() - 1}. */
  public int size() {
    return size;
  }

  /** How many numbers are in it. */
  public int count() {
    return count;
  }

  /** Whether a number is in it. */
  public boolean contains(int index) {
    return (words[Objects.checkIndex(index, size) >>> SHIFT] >>> index & 1) != 0;
  }

  /** Adds a number that may be in it already. */
  public void add(int index) {
    addRange(index, index + 1);
  }

  /** Adds the numbers {@code of[from] + offset} to {@code of[to - 1] + offset}. */
  public void addAll(int[] of, int from, int to, int offset) {
    long[] all = words; // and the count, in registers: this is called for every row of a batch
    int added = 0;
    for (int k = from; k < to; k++) {
      int index = Objects.checkIndex(of[k] + offset, size);
      int at = index >>> SHIFT;
      long word = all[at];
      if (word == 0) {
        summary[at >>> SHIFT] |= 1L << at;
      }
      added += (int) (~word >>> index & 1);
      all[at] = word | 1L << index;
    }
    count += added;
  }

  /** Adds the numbers {@code from} to {@code to - 1}. */
  public void addRange(int from, int to) {
    Objects.checkFromToIndex(from, to, size);
    for (int index = from; index < to; ) {
      int at = index >>> SHIFT;
      int end = Math.min(to, (at + 1) << SHIFT);
      long mask = -1L << index & -1L >>> -end; // Java shifts by the lowest six bits
      count += Long.bitCount(mask & ~words[at]);
      words[at] |= mask;
      summary[at >>> SHIFT] |= 1L << at;
      index = end;
    }
  }

  /** Takes all numbers out, ascending; the set is empty again. */
  public int[] drain() {
    int[] all = new int[count];
    int n = 0;
    for (int s = 0; s < summary.length && n < count; s++) {
      for (long some = summary[s]; some != 0; some &= some - 1) {
        int at = s << SHIFT | Long.numberOfTrailingZeros(some);
        for (long bits = words[at]; bits != 0; bits &= bits - 1) {
          all[n++] = at << SHIFT | Long.numberOfTrailingZeros(bits);
        }
        words[at] = 0;
      }
      summary[s] = 0;
    }
    count = 0;
    return all;
  }

  /** Forgets all numbers. */
  public void clear() {
    for (int s = 0; s < summary.length && count > 0; s++) {
      for (long some = summary[s]; some != 0; some &= some - 1) {
        words[s << SHIFT | Long.numberOfTrailingZeros(some)] = 0;
      }
      summary[s] = 0;
    }
    count = 0;
  }
}

package dev.bellows.train.exchange;

import java.io.Serializable;

/**
 * What the sums over all blocks are like: how long, and how exact while they are made.
 *
 * @param length the number of elements
 * @param rounded how many first elements are rounded; the others are exact
 * @param leaf what those of a single block are rounded to
 * @param sums what those of a sum of two or more are rounded to: doubles or singles
 */
public record SumForm(int length, int rounded, Precision leaf, Precision sums)
    implements Serializable {

  /** Sums that are never rounded. */
  public static SumForm exact(int length) {
    return new SumForm(length, 0, Precision.DOUBLE, Precision.DOUBLE);
  }

  /** How many first elements of every sum of two are rounded to single precision. */
  public int singles() {
    return sums == Precision.SINGLE ? rounded : 0;
  }

  /**
   * What some neighbouring elements were rounded to.
   *
   * @param level the level of their node in the tree of blocks; 0 for a single block
   * @param to the element behind the last of them
   */
  public Precision precision(int level, int to) {
    if (to > rounded) {
      return Precision.DOUBLE;
    }
    return level == 0 ? leaf : sums;
  }
}

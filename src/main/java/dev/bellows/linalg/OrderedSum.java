package dev.bellows.linalg;

/**
 * Adds arrays that arrive in any order, always with the same bits: over one fixed binary tree of
 * their numbers. Two neighbours are added as soon as both are there, so few arrays wait at a time.
 * An empty array stands for zeros.
 */
public final class OrderedSum {
  private static final double[] NOTHING = new double[0];

  private final double[][][] waiting; // by level of the tree, then by number; null: not there yet
  private double[] total;

  /** A sum of {@code count} arrays, at least one. */
  public OrderedSum(int count) {
    int levels = 1;
    for (int width = count; width > 1; width = (width + 1) / 2) {
      levels++;
    }
    waiting = new double[levels][][];
    int width = count;
    for (int level = 0; level < levels; level++) {
      waiting[level] = new double[width][];
      width = (width + 1) / 2;
    }
  }

  /**
   * Takes array {@code number}; it belongs to the sum from now on and is written into. Each number
   * is given once; may be called by many threads.
   */
  public synchronized void add(int number, double[] array) {
    double[] sum = array;
    int at = number;
    for (int level = 0; level < waiting.length - 1; level++) {
      double[][] row = waiting[level];
      int sibling = at ^ 1;
      if (sibling < row.length) {
        if (row[sibling] == null) {
          row[at] = sum;
          return;
        }
        sum = at < sibling ? plus(sum, row[sibling]) : plus(row[sibling], sum);
        row[sibling] = NOTHING;
      }
      at /= 2;
    }
    total = sum;
  }

  private static double[] plus(double[] left, double[] right) {
    if (left.length == 0 || right.length == 0) {
      return left.length == 0 ? right : left;
    }
    Vectors.add(right, left);
    return left;
  }

  /** The sum; empty where every array was. */
  public synchronized double[] total() {
    if (total == null) {
      throw new IllegalStateException("not all arrays have arrived");
    }
    return total;
  }
}

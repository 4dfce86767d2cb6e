package dev.bellows.embed.sampling;

import dev.bellows.linalg.KeyedRandom;
import java.io.Serializable;

/**
 * Draws numbers by weights in a time that does not depend on how many there are (Walker, "An
 * efficient method for generating discrete random variables with general distributions", 1977;
 * built as by Vose, 1991).
 */
public final class AliasTable implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double TWO_TO_32 = 0x1p32;

  private final int[] cells; // a threshold of 32 bits, and behind it the other number

  /**
   * A table over the numbers 0 to {@code weights.length - 1}.
   *
   * @param weights what the chances are in proportion to; 0 or more, not all 0
   * @throws IllegalArgumentException where they are not
   */
  public AliasTable(double[] weights) {
    int n = weights.length;
    double sum = 0;
    for (double weight : weights) {
      if (!(weight >= 0)) {
        throw new IllegalArgumentException("a weight of " + weight);
      }
      sum += weight;
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weights whose sum is " + sum);
    }
    double[] scaled = new double[n];
    int[] order = new int[n]; // the small ones from the left, the large ones from the right
    int small = 0;
    int large = n;
    for (int i = 0; i < n; i++) {
      scaled[i] = weights[i] / sum * n;
      if (scaled[i] < 1) {
        order[small++] = i;
      } else {
        order[--large] = i;
      }
    }
    cells = new int[Math.multiplyExact(2, n)];
    int next = 0;
    while (next < small && large < n) {
      int less = order[next++];
      int more = order[large];
      set(less, scaled[less], more);
      scaled[more] -= 1 - scaled[less];
      if (scaled[more] < 1) {
        order[small++] = more; // stands where a large one stood: never before `small` is there
        large++;
      }
    }
    for (; next < small; next++) {
      set(order[next], 1, order[next]);
    }
    for (; large < n; large++) {
      set(order[large], 1, order[large]);
    }
  }

  private void set(int cell, double share, int other) {
    cells[2 * cell] = (int) (long) Math.min(TWO_TO_32 - 1, share * TWO_TO_32);
    cells[2 * cell + 1] = other;
  }

  /** The number that 64 random bits stand for. */
  public int draw(long bits) {
    int cell = (int) ((bits >>> 32) * (cells.length >>> 1) >>> 32);
    boolean own = Integer.compareUnsigned((int) bits, cells[2 * cell]) <= 0;
    return own ? cell : cells[2 * cell + 1];
  }

  /** The next number, by one number of {@code random}. */
  public int draw(KeyedRandom random) {
    return draw(random.nextLong());
  }

  /** How many numbers there are. */
  public int size() {
    return cells.length / 2;
  }
}

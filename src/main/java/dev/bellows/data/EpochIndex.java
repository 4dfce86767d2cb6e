package dev.bellows.data;

import java.util.Arrays;

/**
 * The rows of one block sorted by the batch that they belong to in one epoch, so that a task finds
 * its share of a batch at once. Made in one pass over the row numbers (a radix sort, no row is
 * read), four bytes a row; it can be made again at any time.
 */
final class EpochIndex {
  private static final int RADIX_BITS = 11;
  private static final int RADIX = 1 << RADIX_BITS;

  private final BatchPlan plan;
  private final int epoch;
  private final int[] order; // row numbers within the block, by batch, then ascending
  private final int[] batches; // the batches that have rows here, ascending
  private final int[] ends; // where in order the rows of batches[i] end

  EpochIndex(BatchPlan plan, int epoch, long firstRow, int count) {
    this.plan = plan;
    this.epoch = epoch;
    int[] batchOf = new int[count];
    BatchPlan.Order positions = plan.order(epoch);
    for (int i = 0; i < count; i++) {
      batchOf[i] = (int) (positions.position(firstRow + i) / plan.batchSize());
    }
    order = sortedBy(batchOf, plan.batches());
    int[] found = new int[Math.min(count, plan.batches())];
    int[] foundEnds = new int[found.length];
    int n = 0;
    for (int i = 0; i < count; i++) {
      if (i + 1 == count || batchOf[order[i + 1]] != batchOf[order[i]]) {
        found[n] = batchOf[order[i]];
        foundEnds[n++] = i + 1;
      }
    }
    batches = Arrays.copyOf(found, n);
    ends = Arrays.copyOf(foundEnds, n);
  }

  /**
   * The numbers 0 to {@code keys.length - 1}, stably sorted by key; keys are below {@code bound}.
   */
  private static int[] sortedBy(int[] keys, int bound) {
    int[] from = new int[keys.length];
    Arrays.setAll(from, i -> i);
    int[] to = new int[keys.length];
    for (int shift = 0;
        shift < Integer.SIZE - 1 && (bound - 1) >>> shift > 0;
        shift += RADIX_BITS) {
      int[] starts = new int[RADIX + 1];
      for (int key : keys) {
        starts[(key >>> shift & RADIX - 1) + 1]++;
      }
      for (int r = 0; r < RADIX; r++) {
        starts[r + 1] += starts[r];
      }
      for (int i : from) {
        to[starts[keys[i] >>> shift & RADIX - 1]++] = i;
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  boolean isFor(BatchPlan otherPlan, int otherEpoch) {
    return epoch == otherEpoch && plan.equals(otherPlan);
  }

  /** The rows of this block in that batch, ascending: {@code order()[from] … order()[to - 1]}. */
  int from(int batch) {
    int found = Arrays.binarySearch(batches, batch);
    int before = found >= 0 ? found - 1 : -found - 2;
    return before < 0 ? 0 : ends[before];
  }

  int to(int batch) {
    int found = Arrays.binarySearch(batches, batch);
    return found >= 0 ? ends[found] : from(batch);
  }

  int[] order() {
    return order;
  }
}

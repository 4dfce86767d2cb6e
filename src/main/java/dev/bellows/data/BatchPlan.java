package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.linalg.KeyedRandom;
import java.io.Serializable;

/**
 * Which rows form global batch {@code k} of epoch {@code e}: a function of seed, epoch and row
 * number, the same whatever the number of partitions. The rows of an epoch stand in the order of a
 * keyed permutation, or in their own order where nothing is shuffled, and a batch is the next
 * {@code batchSize} of them; the last one may be smaller and counts by its own size.
 *
 * @param rows the number of rows, at least 1
 * @param batchSize from 1 to {@code rows}
 * @param shuffle whether each epoch has an order of its own
 * @param seed what the orders depend on
 */
public record BatchPlan(long rows, long batchSize, boolean shuffle, long seed)
    implements Serializable {
  private static final long PURPOSE = 0x6261746368L;
  private static final long DRAWS = 0x6472617773L;

  /** Checks the sizes. */
  public BatchPlan {
    if (batchSize < 1 || batchSize > rows) {
      throw new InputException(
          "batch-size = %d is not allowed; it takes 1 to %d, the number of training rows, or all"
              .formatted(batchSize, rows));
    }
    if ((rows - 1) / batchSize >= Integer.MAX_VALUE) {
      throw new InputException(
          "batch-size = %d makes more than 2^31 batches of %d rows; take a larger one"
              .formatted(batchSize, rows));
    }
  }

  /** The number of batches in an epoch. */
  public int batches() {
    return (int) ((rows - 1) / batchSize) + 1;
  }

  /** The number of rows in that batch (0 to {@code batches() - 1}). */
  public long batchRows(int batch) {
    return Math.min(rows, (batch + 1L) * batchSize) - batch * batchSize;
  }

  /** What is drawn at random in a batch depends on: the seed, the epoch and the batch. */
  public long key(int epoch, int batch) {
    return KeyedRandom.key(KeyedRandom.key(seed ^ DRAWS, epoch), batch);
  }

  /** The order of an epoch (1 for the first): from row number to position. */
  public Order order(int epoch) {
    return shuffle
        ? new Order(new KeyedPermutation(rows, KeyedRandom.key(seed ^ PURPOSE, epoch)))
        : new Order(null);
  }

  /** The order in which the rows of one epoch are used. */
  public static final class Order {
    private final KeyedPermutation permutation; // null: their own order

    private Order(KeyedPermutation permutation) {
      this.permutation = permutation;
    }

    /** The place of a row in the epoch. */
    public long position(long row) {
      return permutation == null ? row : permutation.apply(row);
    }

    /** The row at a place of the epoch. */
    public long row(long position) {
      return permutation == null ? position : permutation.invert(position);
    }
  }
}

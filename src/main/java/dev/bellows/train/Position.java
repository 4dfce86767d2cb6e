package dev.bellows.train;

/**
 * The batch that comes next.
 *
 * @param epoch 1 for the first
 * @param batch 0 for the first of an epoch
 */
record Position(int epoch, int batch) {
  static final Position START = new Position(1, 0);

  /** So many batches further in the same epoch, or at the beginning of the next. */
  Position plus(int steps, int batches) {
    return batch + steps >= batches
        ? new Position(epoch + 1, 0)
        : new Position(epoch, batch + steps);
  }

  /** The epochs completed. */
  int epochs() {
    return epoch - 1;
  }
}

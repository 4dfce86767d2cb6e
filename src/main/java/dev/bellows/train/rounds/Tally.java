package dev.bellows.train.rounds;

/**
 * What replicas count in a round: a few sums that travel behind their parameters, and add up like
 * these.
 */
public final class Tally {
  /** The number of sums. */
  static final int SIZE = 7;

  private static final int LOSS = 0;
  private static final int ROWS = 1;
  private static final int SKIPPED = 2;
  private static final int REPLICAS = 3;
  private static final int RATE = 4;
  private static final int BAD = 5;
  private static final int BAD_VALUE = 6;

  private final double[] sums;
  private final int at;

  /** The tally that stands from {@code at} on. */
  Tally(double[] sums, int at) {
    this.sums = sums;
    this.at = at;
  }

  void addStep(double loss, long rows) {
    sums[at + LOSS] += loss;
    sums[at + ROWS] += rows;
  }

  void addSkipped() {
    sums[at + SKIPPED]++;
  }

  void addReplica(double rate) {
    sums[at + REPLICAS]++;
    sums[at + RATE] += rate;
  }

  void addNotFinite(double value) {
    sums[at + BAD]++;
    sums[at + BAD_VALUE] += value;
  }

  /** The mean loss of the batches, each at the parameters before its step. */
  public double loss() {
    return sums[at + LOSS] / sums[at + ROWS];
  }

  /** The rows seen. */
  public long rows() {
    return (long) sums[at + ROWS];
  }

  /** The batches thrown away. */
  public long skipped() {
    return (long) sums[at + SKIPPED];
  }

  /** The replicas that took at least a step. */
  public double replicas() {
    return sums[at + REPLICAS];
  }

  /** The learning rate of the last step, the mean over replicas. */
  public double rate() {
    return sums[at + RATE] / sums[at + REPLICAS];
  }

  /** Whether a replica met a number that is not finite. */
  public boolean isBad() {
    return sums[at + BAD] > 0;
  }

  /** Such a number. */
  public double badValue() {
    return sums[at + BAD_VALUE];
  }
}

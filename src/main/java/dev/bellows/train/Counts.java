package dev.bellows.train;

/** What is counted during training; a checkpoint keeps it. */
final class Counts {
  long steps;
  long rows;
  long skipped;
  long nanos;
  double lastLoss = Double.NaN; // of the last batch or round that was finite

  double seconds() {
    return nanos * 1e-9;
  }
}

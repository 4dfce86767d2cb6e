package dev.bellows.search;

import java.io.Serializable;
import java.util.Comparator;

/**
 * How good a trial stands by its last finished leg: more budget first, as metrics of different
 * budgets do not compare and strategies train on what was good; then the smaller score, then the
 * smaller number. With each leg a trial only rises, so that the best few can be kept as they come.
 */
record Rank(long budget, double score, int trial) implements Comparable<Rank>, Serializable {
  private static final Comparator<Rank> BEST_FIRST =
      Comparator.comparingLong((Rank rank) -> -rank.budget)
          .thenComparingDouble(Rank::score)
          .thenComparingInt(Rank::trial);

  static Rank of(LegResult finished, Metric metric) {
    return new Rank(finished.leg().to(), metric.score(finished.value()), finished.leg().trial());
  }

  @Override
  public int compareTo(Rank other) {
    return BEST_FIRST.compare(this, other);
  }
}

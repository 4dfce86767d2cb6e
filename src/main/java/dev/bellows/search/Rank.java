package dev.bellows.search;

import java.io.Serializable;
import java.util.Comparator;

/**
 * How good a finished leg is: the smaller score first, whatever the budget, as stopping early is
 * part of a search (Li et al., "Hyperband", JMLR 2018, algorithm 1, returns the least intermediate
 * loss); then what was had for less, then the smaller number. A trial stands by the best of its
 * legs, so that with each leg it only rises, and the best few can be kept as they come.
 */
record Rank(double score, long budget, int trial) implements Comparable<Rank>, Serializable {
  private static final Comparator<Rank> BEST_FIRST =
      Comparator.comparingDouble(Rank::score)
          .thenComparingLong(Rank::budget)
          .thenComparingInt(Rank::trial);

  Rank {
    score += 0.0; // −0 is no better than 0
  }

  static Rank of(LegResult finished, Metric metric) {
    return new Rank(metric.score(finished.value()), finished.leg().to(), finished.leg().trial());
  }

  @Override
  public int compareTo(Rank other) {
    return BEST_FIRST.compare(this, other);
  }
}

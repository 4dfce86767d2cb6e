package dev.bellows.search.strategy;

import java.util.Comparator;
import java.util.List;

/**
 * A trial's score at some rung.
 *
 * @param score the smaller the better; not a number where it failed
 */
record Result(int trial, double score) {
  /** Ties in the order of trials. */
  static final Comparator<Result> BEST_FIRST =
      Comparator.comparingDouble(Result::score).thenComparingInt(Result::trial);

  Result {
    score += 0.0; // −0 is no better than 0
  }

  boolean failed() {
    return Double.isNaN(score);
  }

  /** The trials of the best results, the best first. */
  static List<Integer> best(List<Result> results, int count) {
    return results.stream()
        .filter(result -> !result.failed())
        .sorted(BEST_FIRST)
        .limit(count)
        .map(Result::trial)
        .toList();
  }
}

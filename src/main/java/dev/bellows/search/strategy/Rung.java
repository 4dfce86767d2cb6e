package dev.bellows.search.strategy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.TreeSet;

/** The results of trials that came to a rung, of which some go on while others still come. */
final class Rung {
  private final List<Result> bestFirst = new ArrayList<>(); // without those that failed
  private final NavigableSet<Result> staying = new TreeSet<>(Result.BEST_FIRST);
  private int failed;

  /** A trial came here. */
  void add(Result result) {
    if (result.failed()) {
      failed++;
      return;
    }
    bestFirst.add(~place(result), result);
    staying.add(result);
  }

  private int place(Result result) {
    return Collections.binarySearch(bestFirst, result, Result.BEST_FIRST);
  }

  /** How many came here, those that failed among them. */
  int size() {
    return bestFirst.size() + failed;
  }

  /** Whether no trial has gone on from here. */
  boolean keptAll() {
    return staying.size() == bestFirst.size();
  }

  /** Whether a trial that came here is among the best so many of all, so far. */
  boolean isAmongBest(Result result, int best) {
    return place(result) < best;
  }

  /**
   * The best of the trials that did not go on, if it is among the best so many of all: it goes on.
   */
  OptionalInt promote(int best) {
    if (staying.isEmpty() || !isAmongBest(staying.first(), best)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(staying.pollFirst().trial());
  }
}

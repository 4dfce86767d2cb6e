package dev.bellows.search.strategy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One run of successive halving: trials are trained to a rung, and when the last of them has come
 * there the best of those that did not fail go on to the next.
 */
final class Bracket {
  private final int first;
  private final Rungs rungs;
  private final List<Integer> counts;
  private final Ledger ledger = new Ledger();
  private final List<Result> results = new ArrayList<>();
  private final List<Integer> planned;
  private final Set<Integer> hopeful = new HashSet<>();
  private int rung;

  /**
   * A bracket.
   *
   * @param first the number of its first trial
   * @param counts how many trials come to each rung, if so many do not fail
   */
  Bracket(int first, List<Integer> counts, Rungs rungs) {
    this.first = first;
    this.rungs = rungs;
    this.counts = List.copyOf(counts);
    planned = new ArrayList<>(counts);
    for (int trial = first; trial < first + trials(); trial++) {
      begin(trial);
    }
  }

  private void begin(int trial) {
    ledger.add(rungs.leg(trial, rung));
    hopeful.add(trial);
  }

  List<Leg> next() {
    return ledger.handOut();
  }

  void report(Leg leg, double score) {
    ledger.settle(leg);
    Result result = new Result(leg.trial(), score);
    results.add(result);
    if (result.failed() || rung == rungs.top()) {
      hopeful.remove(leg.trial());
    }
    if (ledger.isEmpty() && rung < rungs.top()) {
      rung++;
      promote(Result.best(results, counts.get(rung)));
    }
  }

  private void promote(List<Integer> best) {
    for (int above = rung; above < rungs.count(); above++) {
      planned.set(above, Math.min(planned.get(above), best.size()));
    }
    results.clear();
    hopeful.clear();
    best.forEach(this::begin);
  }

  boolean mayGoOn(int trial) {
    return hopeful.contains(trial);
  }

  boolean done() {
    return ledger.isEmpty();
  }

  int trials() {
    return counts.get(0);
  }

  Plan plan() {
    return rungs.plan(planned);
  }

  String describe(String unit) {
    return rungs.describe(counts, unit, "");
  }

  /** Whether it decides about that trial. */
  boolean has(int trial) {
    return trial >= first && trial < first + trials();
  }
}

package dev.bellows.search.strategy;

import dev.bellows.InputException;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Successive halving that never waits for the last trial of a rung. A worker that becomes free
 * takes a trial that did not go on yet though it is among the best of η of those that came to its
 * rung so far, from the highest rung that has one; otherwise it begins a new trial (Li and others,
 * "A system for massively parallel hyperparameter tuning", MLSys 2020, algorithm 2).
 *
 * <p>Which workers are free when depends on clocks, and the table would. So it is decided on a
 * <i>virtual</i> clock, on which a leg lasts as long as its budget, a number of virtual workers are
 * busy, and of two that become free at once the one that began first comes first. A leg is handed
 * out as soon as the results that this depends on are there; up to {@code workers} are under way at
 * once. The table is a function of the results and of {@code workers}. A trial that fails occupies
 * its worker until its leg would have ended, and counts as the worst of its rung.
 *
 * <p>The rungs are those of {@link SuccessiveHalving}, and it costs as much and a little more:
 * early on, a trial is among the best of few. When there is nothing more to begin, a rung above
 * which no trial came sends its best on, so that some trial comes to the end however few there are.
 */
public final class Asha implements PlannedStrategy {
  private final int trials;
  private final Rungs rungs;
  private final int workers;
  private final Ledger ledger = new Ledger();
  private final Map<Leg, Double> reported = new HashMap<>();
  private final PriorityQueue<Busy> busy = new PriorityQueue<>(Busy.FIRST_TO_END);
  private final List<Rung> came;
  private final int[] begun;
  private long clock;
  private final Map<Integer, Resting> resting = new HashMap<>();
  private final BitSet ended = new BitSet();

  /** A trial that came to a rung and did not go on yet. */
  private record Resting(int rung, Result result) {}

  /**
   * A virtual worker at work.
   *
   * @param end when its leg ends on the virtual clock
   * @param order how many legs were begun before it
   */
  private record Busy(Leg leg, long end, int order) {
    private static final Comparator<Busy> FIRST_TO_END =
        Comparator.comparingLong(Busy::end).thenComparingInt(Busy::order);
  }

  /**
   * The strategy.
   *
   * @param trials at least 1
   * @param min the budget after which trials are first compared, at least 1
   * @param max the whole budget of a trial, at least {@code min}
   * @param eta of so many trials one goes on, at least 2
   * @param workers so many legs are under way on the virtual clock, at least 1; about as many as
   *     can run at once
   * @throws InputException otherwise
   */
  public Asha(int trials, long min, long max, int eta, int workers) {
    this.trials = Rungs.requireTrials(trials);
    rungs = Rungs.between(min, max, eta);
    if (workers < 1) {
      throw new InputException(
          "workers = %d; it takes a whole number of at least 1".formatted(workers));
    }
    this.workers = workers;
    came = Stream.generate(Rung::new).limit(rungs.count()).toList();
    begun = new int[rungs.count()];
    employ();
  }

  @Override
  public List<Leg> next() {
    return ledger.handOut();
  }

  @Override
  public void report(Leg leg, double score) {
    ledger.settle(leg);
    reported.put(leg, score);
    while (!busy.isEmpty() && reported.containsKey(busy.peek().leg())) {
      Busy worker = busy.remove();
      clock = worker.end();
      came(worker.leg(), new Result(worker.leg().trial(), reported.remove(worker.leg())));
      employ();
    }
  }

  private void came(Leg leg, Result result) {
    came.get(leg.rung()).add(result);
    if (result.failed() || leg.rung() == rungs.top()) {
      ended.set(leg.trial());
    } else {
      resting.put(leg.trial(), new Resting(leg.rung(), result));
    }
  }

  /** Gives every free worker a leg, as long as there is one. */
  private void employ() {
    boolean found = true;
    while (found && busy.size() < workers) {
      found = promoteOne() || beginOne();
    }
    if (busy.isEmpty()) {
      lastPromotion();
    }
  }

  private boolean promoteOne() {
    for (int rung = rungs.top() - 1; rung >= 0; rung--) {
      if (promote(rung, came.get(rung).size() / rungs.eta())) {
        return true;
      }
    }
    return false;
  }

  private boolean promote(int rung, int best) {
    OptionalInt trial = came.get(rung).promote(best);
    trial.ifPresent(number -> begin(rungs.leg(number, rung + 1)));
    return trial.isPresent();
  }

  private boolean beginOne() {
    if (begun[0] == trials) {
      return false;
    }
    begin(rungs.leg(begun[0], 0));
    return true;
  }

  /** From the highest rung that a trial came to without failing. */
  private void lastPromotion() {
    boolean decided = false;
    for (int rung = rungs.top() - 1; rung >= 0 && !decided; rung--) {
      decided = !came.get(rung).keptAll() || promote(rung, 1);
    }
  }

  private void begin(Leg leg) {
    busy.add(new Busy(leg, clock + leg.to() - leg.from(), IntStream.of(begun).sum()));
    begun[leg.rung()]++;
    resting.remove(leg.trial());
    ledger.add(leg);
  }

  /** A trial's place in its rung only gets worse, and no more than all trials come there. */
  @Override
  public boolean mayGoOn(int trial) {
    if (done() || ended.get(trial)) {
      return false;
    }
    Resting rest = resting.get(trial);
    return rest == null
        || came.get(rest.rung()).isAmongBest(rest.result(), Math.max(1, trials / rungs.eta()));
  }

  @Override
  public boolean done() {
    return ledger.isEmpty();
  }

  @Override
  public int trials() {
    return trials;
  }

  @Override
  public Plan plan() {
    List<Integer> guess = rungs.counts(trials);
    return rungs.plan(
        IntStream.range(0, rungs.count())
            .mapToObj(rung -> done() ? begun[rung] : Math.max(begun[rung], guess.get(rung)))
            .toList());
  }

  @Override
  public String describe(String unit) {
    return rungs.describe(rungs.counts(trials), unit, "about ");
  }
}

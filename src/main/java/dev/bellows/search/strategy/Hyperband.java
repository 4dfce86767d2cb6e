package dev.bellows.search.strategy;

import dev.bellows.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Successive halving with several answers to how early a trial may be judged, because nobody knows
 * the right one (Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, "Hyperband: a novel
 * bandit-based approach to hyperparameter optimization", JMLR 2018, algorithm 1).
 *
 * <p>Bracket s, from s_max = ⌊log_η(max/min)⌋ down to 0, begins with n = ⌈(s_max + 1)/(s + 1) ·
 * η^s⌉ trials and has the last s + 1 of the rungs of {@link SuccessiveHalving}; ⌊n·η^−i⌋ trials
 * come to its rung i. A bracket costs at most about (s_max + 1) · max, and all together (s_max +
 * 1)² · max. The last of them, trials that are trained to the end at once, keeps it from failing
 * where early results say nothing.
 *
 * <p>All brackets run at once, in one table of trials: those of the bracket with the most trials
 * have the first numbers. {@link #trials} says how many to draw.
 */
public final class Hyperband extends Brackets {
  private static final long MOST_TRIALS = 1_000_000;

  /**
   * The strategy.
   *
   * @param min the budget after which trials are first compared, at least 1
   * @param max the whole budget of a trial, at least {@code min}
   * @param eta of so many trials one goes on, at least 2
   * @throws InputException otherwise, or if it would take over a million trials
   */
  public Hyperband(long min, long max, int eta) {
    super(brackets(min, Rungs.between(min, max, eta)));
  }

  private static List<Bracket> brackets(long min, Rungs all) {
    List<Bracket> brackets = new ArrayList<>();
    int first = 0;
    for (int s = all.top(); s >= 0; s--) {
      Rungs rungs = all.last(s + 1);
      brackets.add(new Bracket(first, rungs.counts(trials(all, s, min)), rungs));
      first += brackets.get(brackets.size() - 1).trials();
    }
    return brackets;
  }

  private static int trials(Rungs all, int s, long min) {
    long power = 1;
    for (int i = 0; i < s && power <= MOST_TRIALS; i++) {
      power *= all.eta();
    }
    if (power > MOST_TRIALS) {
      throw new InputException(
          "min-budget = %d: with a largest budget of %d and eta = %d, hyperband takes over %,d trials"
                  .formatted(min, all.budgets().get(all.top()), all.eta(), MOST_TRIALS)
              + "; give a larger min-budget or eta");
    }
    return (int) ((all.count() * power + s) / (s + 1));
  }
}

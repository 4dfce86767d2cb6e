package dev.bellows.search.strategy;

import java.util.List;

/**
 * All trials are trained a little, the best of η of them η times as long, and so on (Jamieson and
 * Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS
 * 2016).
 *
 * <p>The rungs are min, min·η, min·η², … and at last max; from rung to rung one trial of η goes on,
 * rounded down, but at least one. As a survivor goes on from where it was, a rung costs at most
 * trials × min, the last one up to η times that, and all of them about trials × min × rungs, where
 * the full budget of all would be trials × max.
 */
public final class SuccessiveHalving extends Brackets {

  /**
   * The strategy.
   *
   * @param trials at least 1
   * @param min the budget after which trials are first compared, at least 1
   * @param max the whole budget of a trial, at least {@code min}
   * @param eta of so many trials one goes on, at least 2
   * @throws dev.bellows.InputException otherwise
   */
  public SuccessiveHalving(int trials, long min, long max, int eta) {
    super(List.of(bracket(trials, Rungs.between(min, max, eta))));
  }

  private static Bracket bracket(int trials, Rungs rungs) {
    return new Bracket(0, rungs.counts(Rungs.requireTrials(trials)), rungs);
  }
}

package dev.bellows.search.strategy;

import dev.bellows.InputException;
import java.util.List;

/**
 * Every trial is trained to the end, all at once: what a grid, random and quasi-random points are
 * tried with. It costs trials × budget.
 */
public final class FullBudget extends Brackets {

  /**
   * The strategy.
   *
   * @param trials at least 1
   * @param budget of each trial, at least 1
   * @throws InputException otherwise
   */
  public FullBudget(int trials, long budget) {
    super(List.of(new Bracket(0, List.of(Rungs.requireTrials(trials)), Rungs.only(budget))));
  }
}

package dev.bellows.bench;

import dev.bellows.search.strategy.Leg;
import dev.bellows.search.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;

/** Trains every trial to the largest of some budgets, and has it measured at each on the way. */
final class EveryRung implements Strategy {
  private final List<Long> budgets;
  private final List<Leg> ready = new ArrayList<>();
  private int open;

  EveryRung(int trials, List<Long> budgets) {
    this.budgets = List.copyOf(budgets);
    for (int trial = 0; trial < trials; trial++) {
      add(trial, 0);
    }
  }

  private void add(int trial, int rung) {
    ready.add(new Leg(trial, rung, rung == 0 ? 0 : budgets.get(rung - 1), budgets.get(rung)));
    open++;
  }

  @Override
  public List<Leg> next() {
    List<Leg> legs = List.copyOf(ready);
    ready.clear();
    return legs;
  }

  @Override
  public void report(Leg leg, double score) {
    open--;
    if (!Double.isNaN(score) && leg.rung() < budgets.size() - 1) {
      add(leg.trial(), leg.rung() + 1);
    }
  }

  @Override
  public boolean done() {
    return open == 0;
  }
}

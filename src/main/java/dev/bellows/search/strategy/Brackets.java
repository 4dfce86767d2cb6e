package dev.bellows.search.strategy;

import java.util.List;
import java.util.stream.Collectors;

/** Runs of successive halving beside each other, each over trials of its own. */
abstract sealed class Brackets implements PlannedStrategy
    permits FullBudget, SuccessiveHalving, Hyperband {
  private final List<Bracket> all;

  Brackets(List<Bracket> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public final List<Leg> next() {
    return all.stream().flatMap(bracket -> bracket.next().stream()).toList();
  }

  @Override
  public final void report(Leg leg, double score) {
    all.stream()
        .filter(bracket -> bracket.has(leg.trial()))
        .findFirst()
        .orElseThrow(() -> Ledger.notUnderWay(leg))
        .report(leg, score);
  }

  @Override
  public final boolean mayGoOn(int trial) {
    return all.stream().anyMatch(bracket -> bracket.mayGoOn(trial));
  }

  @Override
  public final boolean done() {
    return all.stream().allMatch(Bracket::done);
  }

  @Override
  public final int trials() {
    return plan().trials();
  }

  @Override
  public final Plan plan() {
    return all.stream().map(Bracket::plan).reduce(new Plan(0, 0, 0), Plan::plus);
  }

  @Override
  public final String describe(String unit) {
    return all.stream().map(bracket -> bracket.describe(unit)).collect(Collectors.joining("; "));
  }
}

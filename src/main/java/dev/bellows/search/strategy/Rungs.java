package dev.bellows.search.strategy;

import dev.bellows.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * The budgets at which trials are compared: min, min·η, min·η², … and at last max, which is between
 * η and η² times the one before it.
 *
 * @param budgets at least one, growing
 * @param eta η, at least 2: of so many trials one goes on
 */
record Rungs(List<Long> budgets, int eta) {

  Rungs {
    budgets = List.copyOf(budgets);
  }

  /**
   * The budgets between two ends.
   *
   * @param min at least 1
   * @param max at least {@code min}
   * @param eta at least 2
   */
  static Rungs between(long min, long max, int eta) {
    if (min < 1) {
      throw new InputException(
          "min-budget = %d; it takes a whole number of at least 1".formatted(min));
    }
    if (max < min) {
      throw new InputException(
          "min-budget = %d is more than the largest budget of a trial, %d".formatted(min, max));
    }
    if (eta < 2) {
      throw new InputException("eta = %d; it takes a whole number of at least 2".formatted(eta));
    }
    List<Long> budgets = new ArrayList<>();
    long budget = min;
    while (budget <= max / eta) {
      budgets.add(budget);
      budget *= eta;
    }
    budgets.add(max);
    return new Rungs(budgets, eta);
  }

  /** One budget, which all trials come to. */
  static Rungs only(long budget) {
    if (budget < 1) {
      throw new InputException(
          "a trial's budget is %d; it takes a whole number of at least 1".formatted(budget));
    }
    return new Rungs(List.of(budget), 2);
  }

  /** That number of trials, if there is at least one. */
  static int requireTrials(int trials) {
    if (trials < 1) {
      throw new InputException(
          "trials = %d; it takes a whole number of at least 1".formatted(trials));
    }
    return trials;
  }

  /** Only the last so many. */
  Rungs last(int count) {
    return new Rungs(budgets.subList(count() - count, count()), eta);
  }

  int count() {
    return budgets.size();
  }

  int top() {
    return count() - 1;
  }

  /** A trial's leg to a rung. */
  Leg leg(int trial, int rung) {
    return new Leg(trial, rung, from(rung), budgets.get(rung));
  }

  /** What a trial uses up to come to that rung from the one below. */
  long cost(int rung) {
    return budgets.get(rung) - from(rung);
  }

  private long from(int rung) {
    return rung == 0 ? 0 : budgets.get(rung - 1);
  }

  /** How many of so many trials come to each rung: one of η from rung to rung, but at least one. */
  List<Integer> counts(int trials) {
    List<Integer> counts = new ArrayList<>();
    int count = trials;
    for (int rung = 0; rung < count(); rung++) {
      counts.add(count);
      count = Math.max(1, count / eta);
    }
    return counts;
  }

  /** The work of so many trials on each rung. */
  Plan plan(List<Integer> counts) {
    int legs = 0;
    long budget = 0;
    for (int rung = 0; rung < count(); rung++) {
      legs += counts.get(rung);
      budget += counts.get(rung) * cost(rung);
    }
    return new Plan(counts.get(0), legs, budget);
  }

  /**
   * Such as {@code 27 trials to 1 epoch, 9 to 3, 3 to 9}.
   *
   * @param vague a word before the counts of all rungs but the first, or nothing
   */
  String describe(List<Integer> counts, String unit, String vague) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%,d %s to %,d %s"
            .formatted(
                counts.get(0),
                plural(counts.get(0), "trial"),
                budgets.get(0),
                plural(budgets.get(0), unit)));
    for (int rung = 1; rung < count(); rung++) {
      text.append(", %s%,d to %,d".formatted(vague, counts.get(rung), budgets.get(rung)));
    }
    return text.toString();
  }

  private static String plural(long count, String word) {
    return count == 1 ? word : word + "s";
  }
}

package dev.bellows.search;

import dev.bellows.search.strategy.Leg;
import dev.bellows.search.strategy.Strategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Two strategies that are easily seen to be right. */
final class Plans {
  private Plans() {}

  /** Every trial with the whole budget. */
  static Strategy full(int trials, long budget) {
    return new Rungs(trials, new long[] {budget});
  }

  /** Every trial with the first budget; the better half of each rung with the next one. */
  static Strategy rungs(int trials, long... budgets) {
    return new Rungs(trials, budgets);
  }

  private static final class Rungs implements Strategy {
    private final long[] budgets;
    private final Map<Integer, Double> scores = new TreeMap<>(); // of the rung under way
    private List<Integer> runners;
    private int rung;
    private boolean handedOut;

    Rungs(int trials, long[] budgets) {
      this.budgets = budgets;
      runners = IntStream.range(0, trials).boxed().toList();
    }

    @Override
    public List<Leg> next() {
      if (handedOut || done()) {
        return List.of();
      }
      handedOut = true;
      long from = rung == 0 ? 0 : budgets[rung - 1];
      return runners.stream().map(t -> new Leg(t, rung, from, budgets[rung])).toList();
    }

    @Override
    public void report(Leg leg, double score) {
      if (leg.rung() != rung || scores.put(leg.trial(), score) != null) {
        throw new IllegalStateException("reported twice, or never handed out: " + leg);
      }
      if (scores.size() == runners.size()) {
        List<Integer> ranked = new ArrayList<>(runners);
        ranked.removeIf(trial -> Double.isNaN(scores.get(trial)));
        ranked.sort(Comparator.comparing(scores::get));
        runners = List.copyOf(ranked.subList(0, Math.min(ranked.size(), (runners.size() + 1) / 2)));
        scores.clear();
        rung++;
        handedOut = false;
      }
    }

    @Override
    public boolean mayGoOn(int trial) {
      return !done() && runners.contains(trial);
    }

    @Override
    public boolean done() {
      return rung == budgets.length || runners.isEmpty();
    }
  }
}

package dev.bellows.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.linalg.KeyedRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StrategyTest {
  private static final Comparator<Leg> BY_TRIAL =
      Comparator.comparingInt(Leg::trial).thenComparingInt(Leg::rung);

  /** Scores of few values, so that there are ties, and some that failed. */
  private static ToDoubleFunction<Leg> scores(long seed, double failing) {
    return leg -> {
      long key = KeyedRandom.key(seed, KeyedRandom.key(leg.trial(), leg.rung()));
      return KeyedRandom.uniform(key, 0) < failing
          ? Double.NaN
          : Math.floor(20 * KeyedRandom.uniform(key, 1));
    };
  }

  /**
   * Runs a search as tasks would: legs wait until one of {@code slots} is free and come back in any
   * order.
   */
  private static Map<Leg, Double> run(
      PlannedStrategy strategy, ToDoubleFunction<Leg> score, int slots, Random order) {
    Map<Leg, Double> table = new TreeMap<>(BY_TRIAL);
    List<Leg> waiting = new ArrayList<>(strategy.next());
    List<Leg> running = new ArrayList<>();
    Map<Integer, Leg> last = new HashMap<>();
    Set<Integer> left = new HashSet<>();
    while (!strategy.done()) {
      IntStream.range(0, strategy.trials()).filter(t -> !strategy.mayGoOn(t)).forEach(left::add);
      assertThat(waiting).noneMatch(leg -> left.contains(leg.trial()));
      assertThat(running).noneMatch(leg -> left.contains(leg.trial()));
      while (running.size() < slots && !waiting.isEmpty()) {
        running.add(waiting.remove(0));
      }
      assertThat(running).isNotEmpty();
      Leg ended = running.remove(order.nextInt(running.size()));
      requireNext(ended, last, table);
      table.put(ended, score.applyAsDouble(ended));
      last.put(ended.trial(), ended);
      strategy.report(ended, table.get(ended));
      if (order.nextInt(3) > 0 || running.isEmpty() && waiting.isEmpty()) {
        waiting.addAll(strategy.next());
      }
    }
    assertThat(waiting).isEmpty();
    assertThat(running).isEmpty();
    assertThat(strategy.next()).isEmpty();
    assertThat(IntStream.range(0, strategy.trials())).noneMatch(strategy::mayGoOn);
    return table;
  }

  /** A leg goes on where the last one of its trial ended well. */
  private static void requireNext(Leg leg, Map<Integer, Leg> last, Map<Leg, Double> table) {
    Leg before = last.get(leg.trial());
    assertThat(table).doesNotContainKey(leg);
    assertThat(leg.rung()).isEqualTo(before == null ? 0 : before.rung() + 1);
    assertThat(leg.from()).isEqualTo(before == null ? 0 : before.to()).isLessThan(leg.to());
    if (before != null) {
      assertThat(table.get(before)).isNotNaN();
    }
  }

  private static void sameInAnyOrder(
      Supplier<PlannedStrategy> strategies, long seed, int failures, int slots) {
    ToDoubleFunction<Leg> score = scores(seed, failures / 10.0);
    PlannedStrategy inTurn = strategies.get();
    Map<Leg, Double> table = run(inTurn, score, 1, new Random(0));
    PlannedStrategy mixed = strategies.get();
    assertThat(run(mixed, score, slots, new Random(seed))).isEqualTo(table);
    long used = table.keySet().stream().mapToLong(leg -> leg.to() - leg.from()).sum();
    assertThat(mixed.plan())
        .isEqualTo(inTurn.plan())
        .isEqualTo(new Plan(mixed.trials(), table.size(), used));
    Set<Integer> trials = new HashSet<>();
    table.keySet().forEach(leg -> trials.add(leg.trial()));
    assertThat(trials).hasSize(mixed.trials());
  }

  @Property(tries = 100)
  void theOrderOfReportsDoesNotChangeSuccessiveHalving(
      @ForAll @IntRange(min = 1, max = 60) int trials,
      @ForAll @IntRange(min = 1, max = 4) int min,
      @ForAll @IntRange(min = 4, max = 200) int max,
      @ForAll @IntRange(min = 2, max = 5) int eta,
      @ForAll @IntRange(max = 10) int failures,
      @ForAll @IntRange(min = 1, max = 9) int slots,
      @ForAll long seed) {
    sameInAnyOrder(() -> new SuccessiveHalving(trials, min, max, eta), seed, failures, slots);
    sameInAnyOrder(() -> new FullBudget(trials, max), seed, failures, slots);
  }

  @Property(tries = 60)
  void theOrderOfReportsDoesNotChangeHyperband(
      @ForAll @IntRange(min = 1, max = 4) int min,
      @ForAll @IntRange(min = 4, max = 100) int max,
      @ForAll @IntRange(min = 2, max = 5) int eta,
      @ForAll @IntRange(max = 10) int failures,
      @ForAll @IntRange(min = 1, max = 9) int slots,
      @ForAll long seed) {
    sameInAnyOrder(() -> new Hyperband(min, max, eta), seed, failures, slots);
  }

  @Property(tries = 150)
  void theOrderOfReportsDoesNotChangeAsha(
      @ForAll @IntRange(min = 1, max = 60) int trials,
      @ForAll @IntRange(min = 1, max = 4) int min,
      @ForAll @IntRange(min = 4, max = 200) int max,
      @ForAll @IntRange(min = 2, max = 5) int eta,
      @ForAll @IntRange(min = 1, max = 12) int workers,
      @ForAll @IntRange(max = 10) int failures,
      @ForAll @IntRange(min = 1, max = 9) int slots,
      @ForAll long seed) {
    sameInAnyOrder(() -> new Asha(trials, min, max, eta, workers), seed, failures, slots);
  }

  @Property(tries = 50)
  void plansNeverGrowButThatOfAsha(@ForAll long seed) {
    for (PlannedStrategy strategy :
        List.of(new SuccessiveHalving(40, 1, 9, 3), new Hyperband(1, 27, 3))) {
      long before = Long.MAX_VALUE;
      List<Leg> legs = new ArrayList<>(strategy.next());
      while (!strategy.done()) {
        Leg leg = legs.remove(0);
        strategy.report(leg, scores(seed, 0.8).applyAsDouble(leg));
        legs.addAll(strategy.next());
        assertThat(strategy.plan().budget()).isLessThanOrEqualTo(before);
        before = strategy.plan().budget();
      }
    }
  }

  /** The trials of each rung of a search in which no trial fails and trial 0 is the best. */
  private static List<List<Leg>> rungs(PlannedStrategy strategy) {
    Map<Leg, Double> table = run(strategy, Leg::trial, 4, new Random(1));
    int top = table.keySet().stream().mapToInt(Leg::rung).max().orElseThrow();
    return IntStream.rangeClosed(0, top)
        .mapToObj(rung -> table.keySet().stream().filter(leg -> leg.rung() == rung).toList())
        .toList();
  }

  @Test
  void oneOfThreeGoesOnFromRungToRung() {
    SuccessiveHalving strategy = new SuccessiveHalving(27, 1, 9, 3);
    assertThat(strategy.describe("epoch")).isEqualTo("27 trials to 1 epoch, 9 to 3, 3 to 9");
    // 27 · 1 + 9 · 2 + 3 · 6
    assertThat(strategy.plan()).isEqualTo(new Plan(27, 39, 63));
    List<List<Leg>> rungs = rungs(strategy);
    assertThat(rungs).extracting(List::size).containsExactly(27, 9, 3);
    assertThat(rungs.get(2))
        .containsExactly(new Leg(0, 2, 3, 9), new Leg(1, 2, 3, 9), new Leg(2, 2, 3, 9));
  }

  @Test
  void theLastRungIsTheWholeBudgetAndOneTrialComesThereHoweverFewThereAre() {
    assertThat(new SuccessiveHalving(10, 2, 100, 3).describe("step"))
        .isEqualTo("10 trials to 2 steps, 3 to 6, 1 to 18, 1 to 100");
    assertThat(new SuccessiveHalving(1, 1, 10, 3).describe("epoch"))
        .isEqualTo("1 trial to 1 epoch, 1 to 3, 1 to 10");
    assertThat(new SuccessiveHalving(4, 5, 5, 2).describe("epoch"))
        .isEqualTo("4 trials to 5 epochs");
    assertThat(new FullBudget(168, 3).describe("epoch")).isEqualTo("168 trials to 3 epochs");
  }

  @Test
  void hyperbandHasTheBracketsOfItsPaper() {
    // Table 1 of Li et al. 2018: R = 81, η = 3.
    Hyperband strategy = new Hyperband(1, 81, 3);
    assertThat(strategy.describe("epoch"))
        .isEqualTo(
            "81 trials to 1 epoch, 27 to 3, 9 to 9, 3 to 27, 1 to 81;"
                + " 34 trials to 3 epochs, 11 to 9, 3 to 27, 1 to 81;"
                + " 15 trials to 9 epochs, 5 to 27, 1 to 81;"
                + " 8 trials to 27 epochs, 2 to 81;"
                + " 5 trials to 81 epochs");
    assertThat(strategy.trials()).isEqualTo(81 + 34 + 15 + 8 + 5);
  }

  @Test
  void ashaIsSuccessiveHalvingWhereTheBestTrialsComeFirst() {
    Asha strategy = new Asha(27, 1, 9, 3, 1);
    assertThat(strategy.describe("epoch"))
        .isEqualTo("27 trials to 1 epoch, about 9 to 3, about 3 to 9");
    assertThat(rungs(strategy)).extracting(List::size).containsExactly(27, 9, 3);
  }

  @Test
  void oneWorkerOfAshaGoesOnWithTheBestOfThreeBeforeItBeginsAFourth() {
    Asha strategy = new Asha(9, 1, 9, 3, 1);
    double[] scores = {5, 3, 4, 1, 2, 9, 8, 0, 7};
    List<Integer> order = new ArrayList<>();
    while (!strategy.done()) {
      Leg leg = strategy.next().get(0);
      order.add(10 * leg.trial() + leg.rung());
      strategy.report(leg, scores[leg.trial()]);
    }
    // By hand: of 5, 3, 4 the 3 goes on; 1 comes as the best of four and goes on; of six, 2 is
    // among
    // the best two, and the rung above has three then, of which 1 goes on; 0 comes as the best, and
    // is the best above too; of nine, the best three all went on.
    assertThat(order).containsExactly(0, 10, 20, 11, 30, 31, 40, 50, 41, 32, 60, 70, 71, 72, 80);
  }

  @Test
  void aFailedLegOfAshaFreesItsWorker() {
    Asha strategy = new Asha(5, 1, 9, 3, 2);
    assertThat(strategy.next()).containsExactly(new Leg(0, 0, 0, 1), new Leg(1, 0, 0, 1));
    strategy.report(new Leg(1, 0, 0, 1), 1);
    assertThat(strategy.next()).as("trial 0 began first").isEmpty();
    strategy.report(new Leg(0, 0, 0, 1), Double.NaN);
    assertThat(strategy.next()).containsExactly(new Leg(2, 0, 0, 1), new Leg(3, 0, 0, 1));
    strategy.report(new Leg(2, 0, 0, 1), 2);
    assertThat(strategy.next()).as("the best of three").containsExactly(new Leg(1, 1, 1, 3));
  }

  @Test
  void ashaSendsItsBestToTheEndHoweverFewTrialsThereAre() {
    Map<Leg, Double> table = run(new Asha(2, 1, 27, 3, 4), Leg::trial, 2, new Random(3));
    assertThat(table.keySet())
        .containsExactly(
            new Leg(0, 0, 0, 1),
            new Leg(0, 1, 1, 3),
            new Leg(0, 2, 3, 9),
            new Leg(0, 3, 9, 27),
            new Leg(1, 0, 0, 1));
  }

  @Test
  void tenThousandTrialsOfAshaAreDecidedAboutInNoTime() {
    Asha strategy = new Asha(10_000, 1, 81, 3, 16);
    ToDoubleFunction<Leg> score = scores(5, 0.1);
    Deque<Leg> legs = new ArrayDeque<>(strategy.next());
    int count = 0;
    long begin = System.nanoTime();
    while (!strategy.done()) {
      Leg leg = legs.removeFirst();
      strategy.report(leg, score.applyAsDouble(leg));
      legs.addAll(strategy.next());
      count++;
    }
    assertThat(count).isGreaterThan(14_000).isEqualTo(strategy.plan().legs());
    assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L); // 0.16 s on two busy cores
  }

  @Test
  void aTrialThatIsTooFarBehindIsKnownNotToGoOn() {
    SuccessiveHalving halving = new SuccessiveHalving(4, 1, 2, 2);
    List<Leg> legs = halving.next();
    legs.forEach(leg -> halving.report(leg, leg.trial()));
    assertThat(IntStream.range(0, 4).filter(halving::mayGoOn)).containsExactly(0, 1);
    Asha asha = new Asha(4, 1, 2, 2, 4);
    asha.next().forEach(leg -> asha.report(leg, leg.trial()));
    assertThat(IntStream.range(0, 4).filter(asha::mayGoOn)).containsExactly(0, 1);
  }

  @Test
  void tiesGoToTheLowerTrial() {
    assertThat(
            run(
                    new SuccessiveHalving(9, 1, 3, 3),
                    leg -> leg.trial() % 2 == 0 ? 0.0 : -0.0,
                    3,
                    new Random(2))
                .keySet()
                .stream()
                .filter(leg -> leg.rung() == 1)
                .map(Leg::trial))
        .containsExactly(0, 1, 2);
  }

  @Test
  void noTrialThatFailedGoesOnEvenWherePlacesStayFree() {
    SuccessiveHalving strategy = new SuccessiveHalving(9, 1, 9, 3);
    Map<Leg, Double> table =
        run(strategy, leg -> leg.trial() == 4 ? 1 : Double.NaN, 3, new Random(2));
    assertThat(table.keySet().stream().filter(leg -> leg.rung() > 0).map(Leg::trial))
        .containsExactly(4, 4);
    assertThat(strategy.plan()).isEqualTo(new Plan(9, 11, 17));
  }

  @Test
  void aLegIsReportedOnceAndOnlyIfItWasHandedOut() {
    for (PlannedStrategy strategy :
        List.of(new FullBudget(2, 3), new Hyperband(1, 3, 3), new Asha(2, 3, 3, 2, 2))) {
      Leg unknown = new Leg(77, 0, 0, 3);
      assertThatThrownBy(() -> strategy.report(unknown, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("trial=77");
      Leg early = new Leg(0, 0, 0, 3);
      assertThatThrownBy(() -> strategy.report(early, 1))
          .isInstanceOf(IllegalArgumentException.class);
      Leg first = strategy.next().get(0);
      strategy.report(first, 1);
      assertThatThrownBy(() -> strategy.report(first, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    refused(() -> new FullBudget(0, 3), "trials = 0; it takes a whole number of at least 1");
    refused(
        () -> new FullBudget(3, 0), "a trial's budget is 0; it takes a whole number of at least 1");
    refused(
        () -> new SuccessiveHalving(3, 0, 3, 3),
        "min-budget = 0; it takes a whole number of at least 1");
    refused(
        () -> new SuccessiveHalving(3, 4, 3, 3),
        "min-budget = 4 is more than the largest budget of a trial, 3");
    refused(() -> new Hyperband(1, 3, 1), "eta = 1; it takes a whole number of at least 2");
    refused(
        () -> new Hyperband(1, 10_000_000, 3),
        "min-budget = 1: with a largest budget of 10000000 and eta = 3, hyperband takes over"
            + " 1,000,000 trials; give a larger min-budget or eta");
    refused(() -> new Asha(3, 1, 3, 3, 0), "workers = 0; it takes a whole number of at least 1");
  }

  private static void refused(Supplier<PlannedStrategy> strategy, String message) {
    assertThatThrownBy(strategy::get).isInstanceOf(InputException.class).hasMessage(message);
  }
}

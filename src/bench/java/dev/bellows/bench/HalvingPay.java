package dev.bellows.bench;

import dev.bellows.app.JobSearch;
import dev.bellows.search.LegResult;
import dev.bellows.search.SearchResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * How good a trial the strategies of halving find, and for how many epochs, beside training all 81
 * random settings of {@code conf/search-mnist.conf} to the end, with three seeds (of the settings
 * and of all that is random in training). Every strategy really searches.
 *
 * <p>The table of all is trained once for each seed, and measured at every rung on the way, so that
 * two bests of it can be told: {@code final}, of the losses at the largest budget, which is what a
 * grid returns, and {@code any}, of all losses of the table, which no grid sees. A strategy is
 * compared with both.
 *
 * <p>The largest budget is 32 epochs and η = 2, because the brackets of Hyperband then draw 84
 * trials, the 81 and three more, for 31 % of the epochs of all; with η = 3 they draw 17 for 9
 * epochs, 49 for 27 and 143 for 81. What the three find does not count, what they cost does. Needs
 * {@code BELLOWS_DATA}; {@code -Depochs}, {@code -Deta} and {@code -Dseeds=2,3} for others. No
 * figure depends on the clock.
 */
public final class HalvingPay {
  private static final int TRIALS = 81;
  private static final String ALL = "all";
  private static final List<String> STRATEGIES =
      List.of(ALL, "successive-halving", "asha", "hyperband");

  private HalvingPay() {}

  /**
   * What a search came to.
   *
   * @param drawn how many trials were begun
   * @param epochs of all trials together
   * @param best the least loss of the 81 trials at any rung, where it was and of which trial
   * @param atEnd the least loss of the 81 trials at the largest budget
   */
  private record Outcome(int drawn, long epochs, LegResult best, double atEnd) {
    static Outcome of(SearchResult result, long budget) {
      List<LegResult> legs = result.legs();
      return new Outcome(
          (int) legs.stream().filter(leg -> leg.leg().rung() == 0).count(),
          legs.stream().mapToLong(leg -> leg.leg().to() - leg.leg().from()).sum(),
          least(legs, leg -> true),
          least(legs, leg -> leg.leg().to() == budget).value());
    }

    private static LegResult least(List<LegResult> legs, Predicate<LegResult> which) {
      return legs.stream()
          .filter(LegResult::finished)
          .filter(leg -> leg.leg().trial() < TRIALS)
          .filter(which)
          .min(Comparator.comparingDouble(LegResult::value))
          .orElseThrow();
    }
  }

  /** Prints a line for each search, and the means. */
  public static void main(String[] args) {
    int epochs = Integer.getInteger("epochs", 32);
    int eta = Integer.getInteger("eta", 2);
    String[] seeds = System.getProperty("seeds", "1,2,3").split(",");
    System.out.printf("%d settings, at most %d epochs each, eta = %d%n", TRIALS, epochs, eta);
    System.out.println(
        "seed            strategy  drawn  epochs  of all's  loss of best    to final      to any"
            + "  its trial  its epochs  at the end");
    Map<String, List<Outcome>> outcomes = new TreeMap<>(Comparator.comparing(STRATEGIES::indexOf));
    try (JavaSparkContext spark =
        BenchSpark.start("local[2]", Map.of("spark.scheduler.mode", "FAIR"))) {
      SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
      for (String seed : seeds) {
        for (String strategy : STRATEGIES) {
          outcomes.computeIfAbsent(strategy, any -> new ArrayList<>());
          outcomes.get(strategy).add(search(session, strategy, seed, epochs, eta));
          print(seed, strategy, last(outcomes.get(strategy)), last(outcomes.get(ALL)));
        }
      }
    }
    STRATEGIES.forEach(name -> print("mean", name, outcomes.get(name), outcomes.get(ALL)));
  }

  private static List<Outcome> last(List<Outcome> outcomes) {
    return outcomes.subList(outcomes.size() - 1, outcomes.size());
  }

  private static void print(String seed, String strategy, List<Outcome> found, List<Outcome> all) {
    boolean one = found.size() == 1;
    double loss = found.stream().mapToDouble(outcome -> outcome.best().value()).average().orElse(0);
    double any = all.stream().mapToDouble(outcome -> outcome.best().value()).average().orElse(0);
    double end = all.stream().mapToDouble(Outcome::atEnd).average().orElse(0);
    long epochs = found.stream().mapToLong(Outcome::epochs).sum();
    System.out.printf(
        Locale.ROOT,
        "%4s  %18s  %5d  %6d  %6.1f %%  %12.5f  %+8.2f %%  %+8.2f %%  %9s  %10s  %10.5f%n",
        seed,
        strategy,
        found.get(0).drawn(),
        epochs / found.size(),
        100.0 * epochs / all.stream().mapToLong(Outcome::epochs).sum(),
        loss,
        100 * (loss / end - 1),
        100 * (loss / any - 1),
        one ? found.get(0).best().leg().trial() : "",
        one ? found.get(0).best().leg().to() : "",
        found.stream().mapToDouble(Outcome::atEnd).average().orElse(0));
  }

  private static Outcome search(
      SparkSession session, String strategy, String seed, int epochs, int eta) {
    boolean all = strategy.equals(ALL);
    List<String> sets = new ArrayList<>();
    sets.add("search.strategy=" + (all ? "random" : strategy));
    sets.add("search.seed=" + seed);
    sets.add("seed=" + seed);
    sets.add("epochs=" + epochs);
    sets.add("search.trials=" + (strategy.equals("hyperband") ? "null" : TRIALS));
    sets.add("search.eta=" + (all ? "null" : eta));
    sets.add("search.min-budget=" + (all ? "null" : 1));
    JobSearch search = new JobSearch(session, Path.of("conf/search-mnist.conf"), sets);
    SearchResult result =
        all ? search.run(trials -> new EveryRung(trials, rungs(epochs, eta))) : search.run();
    return Outcome.of(result, epochs);
  }

  /** The budgets at which the strategies compare trials. */
  private static List<Long> rungs(long epochs, int eta) {
    List<Long> budgets = new ArrayList<>();
    for (long budget = 1; budget <= epochs / eta; budget *= eta) {
      budgets.add(budget);
    }
    budgets.add(epochs);
    return budgets;
  }
}

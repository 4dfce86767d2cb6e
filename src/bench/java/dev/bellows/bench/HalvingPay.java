package dev.bellows.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good a trial the strategies of halving find, and for how many epochs, beside training all 81
 * random settings of {@code conf/search-mnist.conf} to the end: {@code submit/bellows search} with
 * each strategy and three seeds (of the settings and of all that is random in training). Hyperband
 * draws as many of the same settings as its brackets have. Told are the loss of the trial that the
 * search names the best, one of those trained to the end, and the least loss that any trial had at
 * any rung. Needs {@code BELLOWS_DATA}; {@code -Depochs=27} for another largest budget than the job
 * file's. No figure depends on the clock.
 */
public final class HalvingPay {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL = "random"; // every trial to the end
  private static final List<String> STRATEGIES =
      List.of(ALL, "successive-halving", "asha", "hyperband");
  private static final int SEEDS = 3;
  private static final int HOURS = 4;

  private HalvingPay() {}

  /**
   * What a search came to.
   *
   * @param loss of its best trial
   * @param least loss that was seen
   * @param epochs of all trials together
   */
  private record Outcome(int trials, double loss, double least, long epochs) {}

  /** Prints a line for each search, and the means. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int epochs = Integer.getInteger("epochs", 9);
    Map<String, List<Outcome>> outcomes = new TreeMap<>(Comparator.comparing(STRATEGIES::indexOf));
    System.out.println(
        "seed            strategy  trials  loss of best    to all's  least loss    to all's  epochs"
            + "  of all's");
    for (int seed = 1; seed <= SEEDS; seed++) {
      for (String strategy : STRATEGIES) {
        outcomes.computeIfAbsent(strategy, any -> new ArrayList<>());
        outcomes.get(strategy).add(search(strategy, seed, epochs));
        print(String.valueOf(seed), strategy, outcomes.get(strategy), outcomes.get(ALL), seed - 1);
      }
    }
    for (String strategy : STRATEGIES) {
      print("mean", strategy, outcomes.get(strategy), outcomes.get(ALL), 0, SEEDS);
    }
  }

  private static void print(
      String seed, String strategy, List<Outcome> found, List<Outcome> all, int at) {
    print(seed, strategy, found, all, at, at + 1);
  }

  private static void print(
      String seed, String strategy, List<Outcome> found, List<Outcome> all, int from, int to) {
    double loss = found.subList(from, to).stream().mapToDouble(Outcome::loss).average().orElse(0);
    double least = found.subList(from, to).stream().mapToDouble(Outcome::least).average().orElse(0);
    double best = all.subList(from, to).stream().mapToDouble(Outcome::loss).average().orElse(0);
    long epochs = found.subList(from, to).stream().mapToLong(Outcome::epochs).sum();
    long most = all.subList(from, to).stream().mapToLong(Outcome::epochs).sum();
    System.out.printf(
        Locale.ROOT,
        "%4s  %18s  %6d  %12.5f  %+8.2f%%  %10.5f  %+8.2f%%  %6d  %7.1f%%%n",
        seed,
        strategy,
        found.get(from).trials(),
        loss,
        100 * (loss / best - 1),
        least,
        100 * (least / best - 1),
        epochs / (to - from),
        100.0 * epochs / most);
  }

  private static Outcome search(String strategy, int seed, int epochs)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("bellows-bench");
    Path search = folder.resolve("search");
    List<Object> words = new ArrayList<>();
    words.addAll(List.of("--master", "local[2]", "search", "conf/search-mnist.conf"));
    for (String set :
        List.of(
            "search.strategy=" + strategy,
            "search.seed=" + seed,
            "seed=" + seed,
            "epochs=" + epochs,
            "search.keep=1",
            "output.dir=" + search)) {
      words.addAll(List.of("--set", set));
    }
    for (String key : notOf(strategy)) {
      words.addAll(List.of("--set", "search." + key + "=null"));
    }
    Ended ended = Launcher.in(Launcher.HOME).start(words.toArray()).await(HOURS * 3600);
    if (ended.code() != 0) {
      throw new IllegalStateException(ended.err());
    }
    return outcome(Files.readAllLines(search.resolve("state/trials.jsonl")), epochs);
  }

  /** The keys of the job file that a strategy does not take. */
  private static List<String> notOf(String strategy) {
    return switch (strategy) {
      case ALL -> List.of("min-budget", "eta");
      case "hyperband" -> List.of("trials");
      default -> List.of();
    };
  }

  private static Outcome outcome(List<String> legs, int budget) throws IOException {
    int trials = 0;
    long epochs = 0;
    double best = Double.POSITIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    for (String line : legs) {
      JsonNode leg = JSON.readTree(line);
      long to = leg.path("to").asLong();
      trials += leg.path("from").asLong() == 0 ? 1 : 0;
      epochs += to - leg.path("from").asLong();
      if (leg.path("status").asText().equals("finished")) {
        least = Math.min(least, leg.path("value").asDouble());
        best = to == budget ? Math.min(best, leg.path("value").asDouble()) : best;
      }
    }
    return new Outcome(trials, best, least, epochs);
  }
}

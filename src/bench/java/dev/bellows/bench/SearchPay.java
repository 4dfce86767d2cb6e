package dev.bellows.bench;

import dev.bellows.search.BudgetUnit;
import dev.bellows.search.LegResult;
import dev.bellows.search.SearchListener;
import dev.bellows.search.SearchResult;
import dev.bellows.search.SearchStart;
import dev.bellows.search.Way;
import dev.bellows.train.Interval;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The 168 airfoil trials (7 optimizers, 12 rates, 2 batch sizes) of 3 epochs each, a trial per
 * task, by one task and by two in turn: how much faster two are, and how much of their time is not
 * training. Twice: each search in a Java machine of its own, as a user's search is, in which Java
 * still compiles; and all in one Spark context of this one, which has compiled by then. Needs
 * {@code BELLOWS_DATA}; {@code -Depochs=N} for more epochs, {@code -Dfresh=N} and {@code -Dwarm=N}
 * for other numbers of rounds.
 */
public final class SearchPay {
  private static final int ROUNDS = 7;
  private static final int WARM_UP = 5;
  private static final int EPOCHS = Integer.getInteger("epochs", 3);

  /** In a machine of its own: so many tasks. */
  private static final String TASKS = "tasks";

  /** What the line with the result begins with there. */
  private static final String MARK = "search-pay ";

  private SearchPay() {}

  /** One search: its seconds behind the loading of the rows, and those of training in it. */
  private record Round(double seconds, double training, int values) {
    double outside(int tasks) {
      return 1 - training / (tasks * seconds);
    }

    String written() {
      return MARK + seconds + " " + training + " " + values;
    }

    static Round read(String line) {
      String[] words = line.substring(MARK.length()).split(" ");
      return new Round(
          Double.parseDouble(words[0]), Double.parseDouble(words[1]), Integer.parseInt(words[2]));
    }
  }

  /** Prints a line for each round, and the medians. */
  public static void main(String[] args) throws IOException {
    if (Integer.getInteger(TASKS) != null) {
      int tasks = Integer.getInteger(TASKS);
      try (JavaSparkContext spark = BenchSpark.start("local[" + tasks + "]")) {
        System.out.println(search(spark, tasks).written());
      }
      return;
    }
    System.out.println("each search in a fresh Java machine");
    compare(Integer.getInteger("fresh", ROUNDS), SearchPay::fresh);
    System.out.println("all searches in one machine, the first pairs not counted");
    try (JavaSparkContext spark = BenchSpark.start("local[2]")) {
      for (int pair = 0; pair < WARM_UP; pair++) {
        search(spark, 1);
        search(spark, 2);
      }
      compare(Integer.getInteger("warm", ROUNDS), tasks -> search(spark, tasks));
      floor(Integer.getInteger("warm", ROUNDS), new PlainTrials(spark, EPOCHS));
    }
  }

  private static void compare(int rounds, IntFunction<Round> search) {
    if (rounds == 0) {
      return;
    }
    double[] ratios = new double[rounds];
    double[] outsides = new double[rounds];
    System.out.println("round   one task, s   two tasks, s   one/two   outside training, of two");
    for (int round = 0; round < rounds; round++) {
      Round one = search.apply(1);
      Round two = search.apply(2);
      ratios[round] = one.seconds / two.seconds;
      outsides[round] = 100 * two.outside(2);
      System.out.printf(
          Locale.ROOT,
          "%5d  %12.3f  %13.3f  %8.2f  %7.1f %%  (of one %.1f %%)%s%n",
          round,
          one.seconds,
          two.seconds,
          ratios[round],
          outsides[round],
          100 * one.outside(1),
          one.values == two.values ? "" : "  OTHER VALUES");
    }
    Arrays.sort(ratios);
    Arrays.sort(outsides);
    System.out.printf(
        Locale.ROOT,
        "medians: two tasks %.2f times faster than one; %.1f %% of their time outside training%n",
        ratios[rounds / 2],
        outsides[rounds / 2]);
  }

  private static void floor(int rounds, PlainTrials trials) {
    double[] ratios = new double[rounds];
    for (int round = -WARM_UP; round < rounds; round++) {
      double ratio = trials.seconds(1) / trials.seconds(2);
      ratios[Math.max(0, round)] = ratio;
    }
    Arrays.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "plain threads: two %.2f times faster than one (median; %.2f to %.2f)%n",
        ratios[rounds / 2],
        ratios[0],
        ratios[rounds - 1]);
  }

  /** The search in a machine of its own, under the options of this one. */
  private static Round fresh(int tasks) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    words.add("-D%s=%d".formatted(TASKS, tasks));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), SearchPay.class.getName()));
    try {
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return out.lines()
          .filter(line -> line.startsWith(MARK))
          .findFirst()
          .map(Round::read)
          .orElseThrow(() -> new IllegalStateException("the search has failed: " + words));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Round search(JavaSparkContext spark, int tasks) {
    long[] begin = new long[1];
    try {
      Path folder = Files.createTempDirectory("bellows-bench");
      SearchResult result =
          new AirfoilTrials(spark, AirfoilTrials.grid(), EPOCHS, Interval.EPOCH)
              .search(BudgetUnit.EPOCHS, EPOCHS)
              .way(Way.AUTO)
              .parallel(tasks)
              .directory(folder.resolve("search"), "airfoil")
              .listener(
                  new SearchListener() {
                    @Override
                    public void onStart(SearchStart start) {
                      begin[0] = System.nanoTime();
                    }
                  })
              .build()
              .run();
      double seconds = (System.nanoTime() - begin[0]) * 1e-9;
      double training = result.legs().stream().mapToDouble(LegResult::seconds).sum();
      double[] values = result.legs().stream().mapToDouble(LegResult::value).toArray();
      return new Round(seconds, training, Arrays.hashCode(values));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

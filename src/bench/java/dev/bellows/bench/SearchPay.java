package dev.bellows.bench;

import dev.bellows.search.BudgetUnit;
import dev.bellows.search.LegResult;
import dev.bellows.search.SearchListener;
import dev.bellows.search.SearchResult;
import dev.bellows.search.SearchStart;
import dev.bellows.search.Way;
import dev.bellows.train.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The 168 airfoil trials (7 optimizers, 12 rates, 2 batch sizes) of 3 epochs each, a trial per
 * task, in {@code local[1]} and {@code local[2]} in turn: how much faster two tasks are than one,
 * and how much of the slots' time is not training. The first round of each, in which Java compiles,
 * is told apart. Needs {@code BELLOWS_DATA}; {@code -Depochs=N} for more epochs.
 */
public final class SearchPay {
  private static final int ROUNDS = 7;
  private static final int RATES = 12;

  private SearchPay() {}

  /** One search: its seconds behind the loading of the rows, and those of training in it. */
  private record Round(double seconds, double training, double[] values) {
    double outside(int tasks) {
      return 1 - training / (tasks * seconds);
    }
  }

  /** Prints a line for each round, and the medians. */
  public static void main(String[] args) throws IOException {
    int epochs = Integer.getInteger("epochs", 3);
    double[] ratios = new double[ROUNDS];
    double[] outsides = new double[ROUNDS];
    System.out.println("round   one task, s   two tasks, s   one/two   outside training, of two");
    for (int round = -1; round < ROUNDS; round++) {
      Round one = search(1, epochs);
      Round two = search(2, epochs);
      double ratio = one.seconds / two.seconds;
      System.out.printf(
          Locale.ROOT,
          "%5s  %12.3f  %13.3f  %8.2f  %7.1f %%  (of one %.1f %%)%s%n",
          round < 0 ? "cold" : round,
          one.seconds,
          two.seconds,
          ratio,
          100 * two.outside(2),
          100 * one.outside(1),
          Arrays.equals(one.values, two.values) ? "" : "  OTHER VALUES");
      if (round >= 0) {
        ratios[round] = ratio;
        outsides[round] = 100 * two.outside(2);
      }
    }
    Arrays.sort(ratios);
    Arrays.sort(outsides);
    System.out.printf(
        Locale.ROOT,
        "medians: two tasks %.2f times faster than one; %.1f %% of their time outside training%n",
        ratios[ROUNDS / 2],
        outsides[ROUNDS / 2]);
  }

  private static Round search(int tasks, int epochs) throws IOException {
    Path folder = Files.createTempDirectory("bellows-bench");
    long[] begin = new long[1];
    try (JavaSparkContext spark = BenchSpark.start("local[" + tasks + "]")) {
      SearchResult result =
          new AirfoilTrials(spark, AirfoilTrials.grid(RATES), epochs, Interval.EPOCH)
              .search(BudgetUnit.EPOCHS, epochs)
              .way(Way.AUTO)
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
      return new Round(seconds, training, values);
    }
  }
}

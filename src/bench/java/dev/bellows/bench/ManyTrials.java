package dev.bellows.bench;

import dev.bellows.search.BudgetUnit;
import dev.bellows.search.SearchResult;
import dev.bellows.search.space.Trial;
import dev.bellows.train.Interval;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What 10,000 trials of 10 steps leave in the driver, in {@code local[2]}: the live heap before the
 * search and behind it, with its result at hand. Needs {@code BELLOWS_DATA}.
 */
public final class ManyTrials {
  private static final int TRIALS = 10_000;
  private static final int STEPS = 10;
  private static final int RATES = 12;
  private static final double MEGA = 1e6;

  private ManyTrials() {}

  /** Prints a line. */
  public static void main(String[] args) {
    List<Trial> grid = AirfoilTrials.grid(RATES);
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < TRIALS; number++) {
      trials.add(new Trial(number, grid.get(number % grid.size()).settings()));
    }
    try (JavaSparkContext spark = BenchSpark.start("local[2]")) {
      new AirfoilTrials(spark, grid, 1, Interval.END).search(BudgetUnit.STEPS, STEPS).build().run();
      double before = liveHeap();
      SearchResult result =
          new AirfoilTrials(spark, trials, 1, Interval.END)
              .search(BudgetUnit.STEPS, STEPS)
              .build()
              .run();
      double after = liveHeap();
      System.out.printf(
          Locale.ROOT,
          "%,d trials of %d steps in %.1f s: %.1f MB of live heap before, %.1f MB after%n",
          result.legs().size(),
          STEPS,
          result.seconds(),
          before / MEGA,
          after / MEGA);
    }
  }

  private static long liveHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

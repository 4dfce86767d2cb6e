package dev.bellows.app;

import dev.bellows.search.Search;
import dev.bellows.search.SearchResult;
import dev.bellows.search.strategy.Strategy;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The search of a job file in this process, for benchmarks: what it finds, and no files. */
public final class JobSearch {
  private final SparkSession session;
  private final SearchJob search;

  /**
   * Reads the job.
   *
   * @param sets {@code key=value} words that override it
   */
  public JobSearch(SparkSession session, Path file, List<String> sets) {
    this.session = session;
    search = SearchJobFile.read(file, sets);
  }

  /** Searches by the job's own strategy. */
  public SearchResult run() {
    return run(trials -> search.strategy());
  }

  /** Searches by a strategy of so many trials. */
  public SearchResult run(IntFunction<Strategy> strategy) {
    SearchRows rows = new SearchRows(search, session);
    rows.begin();
    TrialTrainings trainings = new TrialTrainings(search, rows);
    return Search.of(
            JavaSparkContext.fromSparkContext(session.sparkContext()),
            search.trials(),
            strategy.apply(search.trials().size()),
            rows,
            trainings)
        .metric(search.metric())
        .budget(search.unit(), search.budget())
        .way(search.way())
        .engines(trainings)
        .build()
        .run();
  }
}

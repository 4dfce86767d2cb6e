package dev.bellows.search;

import dev.bellows.data.TaskSlots;
import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Leg;
import dev.bellows.search.strategy.Strategy;
import dev.bellows.train.Engine;
import dev.bellows.train.RoundSettings;
import dev.bellows.train.exchange.ExchangeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A hyperparameter search: trains the trials of a space as far as a strategy says, many at a time,
 * and keeps on disk what came of each. The table of its results is a function of the seed and the
 * data, whatever the number of tasks, the way of running, and the interruptions.
 *
 * <pre>{@code
 * SearchResult result =
 *     Search.of(spark, trials, strategy, data, factory)
 *         .budget(BudgetUnit.EPOCHS, 27)
 *         .metric(Metric.of("accuracy"))
 *         .directory(Path.of("runs/search"), jobFile)
 *         .build()
 *         .run();
 * }</pre>
 */
public final class Search {
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final Builder setup;
  private final JavaSparkContext spark;
  private final List<Trial> trials;
  private final Metric metric;
  private final SearchListener listener;

  private Search(Builder setup) {
    this.setup = setup;
    spark = setup.spark;
    trials = setup.trials;
    metric = setup.metric;
    listener = setup.listener;
  }

  /**
   * Begins a search with what it cannot do without.
   *
   * @param trials what may be trained, by number
   * @param strategy a new one, of as many trials
   */
  public static Builder of(
      JavaSparkContext spark,
      List<Trial> trials,
      Strategy strategy,
      SearchData data,
      TrialFactory factory) {
    return new Builder(spark, trials, strategy, data, factory);
  }

  /**
   * Searches to the end, or until the listener wants to stop; to be called once.
   *
   * @throws dev.bellows.InputException if the directory has the record of another search
   * @throws UncheckedIOException if the record cannot be read or written
   * @throws dev.bellows.train.checkpoint.CheckpointFailure if a trial cannot be saved
   * @throws IllegalStateException if Spark is stopped meanwhile
   */
  public SearchResult run() {
    boolean temporary = setup.directory == null;
    Path folder = null;
    try {
      folder = temporary ? Files.createTempDirectory("bellows-search") : setup.directory;
      try (SearchRecord record = SearchRecord.open(folder, setup.identity, setup.resume)) {
        return new Run(folder, record).run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the search cannot be kept in %s: %s".formatted(folder, e.getMessage()), e);
    } finally {
      if (temporary && folder != null) {
        Snapshots.remove(folder);
      }
    }
  }

  /** A search under way. */
  private final class Run {
    private final long begin = System.nanoTime();
    private final Strategy strategy = setup.strategy;
    private final SearchRecord record;
    private final Best best;
    private final Snapshots snapshots;
    private final Path snapshotFolder;
    private final LegMaker maker;
    private final Deque<Leg> waiting = new ArrayDeque<>();
    private final List<LegResult> results = new ArrayList<>();
    private final Map<Leg, LegResult> recorded = new HashMap<>();
    private final Set<Integer> saved = new HashSet<>(); // trials with snapshots

    Run(Path folder, SearchRecord record) {
      this.record = record;
      best = new Best(folder.resolve("models"), setup.keep, metric);
      snapshotFolder = folder.resolve("trials");
      snapshots = new Snapshots(snapshotFolder, spark.hadoopConfiguration());
      maker =
          new LegMaker(
              trials, setup.data, setup.factory, metric, setup.unit, setup.full, snapshots);
    }

    SearchResult run() throws IOException {
      for (LegResult result : record.replayed()) {
        recorded.put(result.leg(), result);
        best.add(result);
      }
      saved.addAll(snapshots.trials());
      ask();
      if (waiting.isEmpty()) {
        tell(setup.way == Way.JOB ? Way.JOB : Way.TASK, "nothing is left to do", 0);
      } else {
        try (Crew crew = crew()) {
          go(crew);
        }
      }
      return end();
    }

    /** Asks the strategy for legs, and answers at once where they were trained before. */
    private void ask() {
      boolean more = true;
      while (more) {
        more = false;
        for (Leg leg : strategy.next()) {
          LegResult known = recorded.remove(leg);
          if (known == null) {
            waiting.add(leg);
          } else {
            results.add(known);
            strategy.report(leg, score(known));
            more = true;
          }
        }
      }
    }

    private double score(LegResult result) {
      return result.finished() ? metric.score(result.value()) : Double.NaN;
    }

    /** Loads the first rows, and finds out by them how trials are spread. */
    private Crew crew() {
      OptionalInt parallel = setup.parallel;
      int group = maker.group(waiting.getFirst());
      List<Fold> folds = setup.data.load(group);
      Optional<String> tooLarge = RowMemory.obstacle(spark.sc(), folds);
      String reason =
          setup.way == Way.AUTO
              ? tooLarge.orElseGet(() -> RowMemory.fit(spark.sc(), folds))
              : "as was asked for";
      if (setup.way == Way.TASK || setup.way == Way.AUTO && tooLarge.isEmpty()) {
        Crew crew =
            spark.isLocal() && !setup.apart
                ? new LocalCrew(spark, maker, parallel)
                : new TaskCrew(spark, maker, parallel);
        crew.put(group, folds);
        tell(Way.TASK, reason, parallel.orElse(TaskSlots.now(spark.sc())));
        return crew;
      }
      JobCrew crew = new JobCrew(spark, maker, setup.engines, parallel);
      crew.put(group, folds);
      tell(Way.JOB, reason, JobCrew.parallel(spark, folds, parallel));
      return crew;
    }

    private void tell(Way way, String reason, int parallel) {
      listener.onStart(new SearchStart(trials.size(), way, reason, parallel, record.replayed()));
    }

    private void go(Crew crew) throws IOException {
      try {
        while (!listener.wantsToStop()) {
          crew.begin(waiting, best.bar());
          if (waiting.isEmpty() && crew.running() == 0) {
            return;
          }
          List<LegOutcome> ended = crew.ended(PATIENCE);
          if (!ended.isEmpty()) {
            crew.begin(waiting, best.bar()); // no slot waits for the disk
            keep(ended);
            ask();
            ended.forEach(outcome -> tell(outcome.result(), crew));
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // as if the listener had wanted to stop
      }
    }

    /** Puts legs on record, and only then lets anything be decided by them. */
    private void keep(List<LegOutcome> ended) throws IOException {
      ended.forEach(snapshots::write);
      best.write(ended);
      record.add(ended.stream().map(LegOutcome::result).toList());
      for (LegOutcome outcome : ended) {
        LegResult result = outcome.result();
        results.add(result);
        best.add(result);
        strategy.report(result.leg(), score(result));
        if (result.finished() && maker.mayGoOn(result.leg())) {
          snapshots.forgetBefore(result.leg());
          saved.add(result.leg().trial());
        } else if (saved.remove(result.leg().trial())) {
          snapshots.forget(result.leg().trial());
        }
      }
      best.tidyUp();
      saved.removeIf(
          trial -> {
            boolean useless = !strategy.mayGoOn(trial);
            if (useless) {
              snapshots.forget(trial);
            }
            return useless;
          });
    }

    private void tell(LegResult result, Crew crew) {
      listener.onLeg(
          result,
          new SearchProgress(
              results.size(), crew.running(), waiting.size(), seconds(), best.first()));
    }

    private double seconds() {
      return (System.nanoTime() - begin) * 1e-9;
    }

    private SearchResult end() throws IOException {
      boolean complete = strategy.done();
      if (complete) {
        best.tidyUp();
        Snapshots.remove(snapshotFolder);
      }
      results.sort(
          Comparator.comparingInt((LegResult result) -> result.leg().trial())
              .thenComparingInt(result -> result.leg().rung()));
      SearchResult result =
          new SearchResult(List.copyOf(results), best.standings(trials), complete, seconds());
      listener.onEnd(result);
      return result;
    }
  }

  /** Puts a search together. */
  public static final class Builder {
    private final JavaSparkContext spark;
    private final List<Trial> trials;
    private final Strategy strategy;
    private final SearchData data;
    private final TrialFactory factory;
    private Metric metric = Metric.of(Metric.VALIDATION_LOSS);
    private BudgetUnit unit;
    private long full;
    private Way way = Way.AUTO;
    private OptionalInt parallel = OptionalInt.empty();
    private Path directory;
    private String identity = "";
    private boolean resume;
    private int keep = 1;
    private boolean apart;
    private SearchListener listener = new SearchListener() {};
    private TrialEngine engines =
        (trial, exchange) ->
            Engine.of(
                Engine.Kind.SYNCHRONOUS,
                ExchangeSettings.DEFAULT.with(exchange),
                RoundSettings.DEFAULT);

    private Builder(
        JavaSparkContext spark,
        List<Trial> trials,
        Strategy strategy,
        SearchData data,
        TrialFactory factory) {
      this.spark = spark;
      this.trials = List.copyOf(trials);
      this.strategy = strategy;
      this.data = data;
      this.factory = factory;
      for (int number = 0; number < trials.size(); number++) {
        if (trials.get(number).number() != number) {
          throw new IllegalArgumentException(
              "trial %d stands at place %d".formatted(trials.get(number).number(), number));
        }
      }
    }

    /** What trials are compared by; default: {@code validation-loss}. */
    public Builder metric(Metric by) {
      metric = by;
      return this;
    }

    /**
     * What budgets count, and the largest of them: what the trainings of the factory are made for.
     * Has to be said.
     */
    public Builder budget(BudgetUnit counted, long largest) {
      unit = counted;
      full = largest;
      return this;
    }

    /** How trials are spread; default: what suits the rows. */
    public Builder way(Way of) {
      way = of;
      return this;
    }

    /** So many tasks, or trainings, at once; default: as many as Spark has slots for. */
    public Builder parallel(int atOnce) {
      if (atOnce < 1) {
        throw new IllegalArgumentException("parallel = " + atOnce);
      }
      parallel = OptionalInt.of(atOnce);
      return this;
    }

    /**
     * Where the search is kept; default: nowhere beyond its end.
     *
     * @param folder of this machine
     * @param search any text that is the same for the same search and for no other: what it is made
     *     of, without what changes no result
     */
    public Builder directory(Path folder, String search) {
      directory = folder;
      identity = search;
      return this;
    }

    /**
     * Whether to go on with the search that the directory has, if it has one; default: it must have
     * none.
     */
    public Builder resume(boolean goOn) {
      resume = goOn;
      return this;
    }

    /** How many of the best models stay; default: one. */
    public Builder keep(int models) {
      if (models < 1) {
        throw new IllegalArgumentException("keep = " + models);
      }
      keep = models;
      return this;
    }

    /** Who is told; default: nobody. */
    public Builder listener(SearchListener told) {
      listener = told;
      return this;
    }

    /** Legs go to tasks as they do on a cluster, in local mode too; for tests. */
    Builder apart() {
      apart = true;
      return this;
    }

    /** The engines of distributed trainings; default: exact steps. */
    public Builder engines(TrialEngine of) {
      engines = of;
      return this;
    }

    /** The search. */
    public Search build() {
      if (unit == null || full < 1) {
        throw new IllegalArgumentException("a search needs a budget");
      }
      return new Search(this);
    }
  }
}

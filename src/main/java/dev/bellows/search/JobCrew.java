package dev.bellows.search;

import dev.bellows.data.TaskSlots;
import dev.bellows.search.strategy.Leg;
import dev.bellows.train.Checkpoints;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.checkpoint.Checkpoint;
import dev.bellows.train.checkpoint.CheckpointStore;
import dev.bellows.train.exchange.ExchangeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains every leg as a distributed training, several at once, each on a thread of the driver and
 * in a pool of Spark's fair scheduler, over rows that are cached once. Where nobody says how many,
 * there are as many as have slots for their stages; where more are asked for, every step is a Spark
 * job, as stages would wait for each other.
 */
final class JobCrew implements Crew {
  private static final String POOL = "spark.scheduler.pool";
  private static final int MOST = 32; // threads of the driver, where nobody says how many
  private static final long LAST_WORDS_SECONDS = 30;
  private static final double NANO = 1e-9;

  private final JavaSparkContext spark;
  private final LegMaker maker;
  private final TrialEngine engines;
  private final OptionalInt parallel;
  private final DataGroups<List<Fold>> groups;
  private final ExecutorService threads;
  private final BlockingQueue<Ended> queue = new LinkedBlockingQueue<>();
  private final Map<Leg, Place> running = new HashMap<>();
  private volatile boolean stopped;

  /** What a running leg takes: the group of its rows, and so many slots. */
  private record Place(int group, int tasks) {}

  /** A leg that has ended; no outcome where it was given up, or where the driver is in trouble. */
  private record Ended(Leg leg, Optional<LegOutcome> outcome, Error trouble) {}

  JobCrew(JavaSparkContext spark, LegMaker maker, TrialEngine engines, OptionalInt parallel) {
    this.spark = spark;
    this.maker = maker;
    this.engines = engines;
    this.parallel = parallel;
    groups =
        new DataGroups<>(
            new DataGroups.Form<>() {
              @Override
              public List<Fold> load(int group) {
                return maker.data().load(group);
              }

              @Override
              public void free(List<Fold> folds) {
                folds.forEach(Fold::unpersist);
              }
            });
    threads =
        Executors.newFixedThreadPool(
            parallel.orElse(MOST),
            work -> {
              Thread thread = new Thread(work, "bellows search");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** How many trainings there are at once: as many as have slots for their stages. */
  static int parallel(JavaSparkContext spark, List<Fold> folds, OptionalInt wanted) {
    int fitting = Math.max(1, TaskSlots.now(spark.sc()) / tasks(folds));
    return wanted.orElse(Math.min(MOST, fitting));
  }

  @Override
  public void put(int group, List<Fold> folds) {
    groups.put(group, folds);
  }

  @Override
  public void begin(Deque<Leg> waiting, Rank bar) {
    while (running.size() < parallel.orElse(MOST) && !waiting.isEmpty()) {
      Set<Integer> used = new HashSet<>();
      running.values().forEach(place -> used.add(place.group()));
      OptionalInt group = groups.next(waiting.stream().mapToInt(maker::group), used);
      if (group.isEmpty()) {
        return; // its rows have to wait for those of others to go
      }
      Leg leg =
          waiting.stream()
              .filter(each -> maker.group(each) == group.getAsInt())
              .findFirst()
              .orElseThrow();
      List<Fold> folds = groups.get(group.getAsInt(), used);
      int tasks = tasks(folds);
      if (parallel.isEmpty() && !running.isEmpty() && takenSlots() + tasks > slots()) {
        return;
      }
      waiting.remove(leg);
      running.put(leg, new Place(group.getAsInt(), tasks));
      begin(leg, folds, bar);
    }
  }

  private int slots() {
    return TaskSlots.now(spark.sc());
  }

  private int takenSlots() {
    return running.values().stream().mapToInt(Place::tasks).sum();
  }

  private static int tasks(List<Fold> folds) {
    return folds.get(0).training().ranges().tasks();
  }

  private void begin(Leg leg, List<Fold> folds, Rank bar) {
    boolean fits = (long) parallel.orElse(1) * tasks(folds) <= slots();
    try {
      // In one stage the views last as long as the training; of jobs, each would make its own.
      List<Fold> own = fits ? folds.stream().map(Fold::view).toList() : folds;
      List<Training> trainings = maker.trainings(leg, own);
      Engine engine =
          engines.engine(
              maker.trials().get(leg.trial()),
              fits ? ExchangeSettings.Kind.AUTO : ExchangeSettings.Kind.JOB);
      threads.execute(() -> queue.add(ended(leg, trainings, engine, bar)));
    } catch (RuntimeException e) {
      queue.add(new Ended(leg, Optional.of(LegOutcome.failed(leg, 0, e)), null));
    }
  }

  private Ended ended(Leg leg, List<Training> trainings, Engine engine, Rank bar) {
    try {
      return new Ended(leg, run(leg, trainings, engine, bar), null);
    } catch (Error e) { // such as no memory: not a matter of this trial alone
      return new Ended(leg, Optional.empty(), e);
    }
  }

  private Optional<LegOutcome> run(Leg leg, List<Training> trainings, Engine engine, Rank bar) {
    long begin = System.nanoTime();
    spark.setLocalProperty(POOL, "trial " + leg.trial());
    try {
      List<FoldOutcome> folds = new ArrayList<>();
      for (int fold = 0; fold < trainings.size(); fold++) {
        Optional<FoldOutcome> outcome = run(leg, fold, trainings.get(fold), engine);
        if (outcome.isEmpty() || stopped) {
          return Optional.empty();
        }
        folds.add(outcome.get());
        if (outcome.get().status() != Status.FINISHED) {
          break;
        }
      }
      double seconds = (System.nanoTime() - begin) * NANO;
      LegResult result = LegOutcome.result(leg, maker.metric(), folds, trainings.size(), seconds);
      boolean wanted = Best.wants(result, maker.metric(), bar);
      return Optional.of(
          new LegOutcome(
              result,
              List.of(),
              wanted ? folds.stream().map(FoldOutcome::parameters).toList() : List.of(),
              wanted ? trainings.get(0).objective().layout() : null));
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      double seconds = (System.nanoTime() - begin) * NANO;
      return stopped ? Optional.empty() : Optional.of(LegOutcome.failed(leg, seconds, e));
    } finally {
      spark.setLocalProperty(POOL, null);
    }
  }

  private Optional<FoldOutcome> run(Leg leg, int fold, Training training, Engine engine) {
    Optional<Checkpoint> from = maker.snapshots().before(leg, fold);
    Optional<FoldOutcome> before = from.flatMap(FoldOutcome::endedIn);
    boolean saved = maker.mayGoOn(leg);
    CheckpointStore store = maker.snapshots().store(leg, fold);
    if (before.isPresent()) {
      if (saved) {
        store.write(from.get());
      }
      return before;
    }
    Checkpoints where = saved ? Checkpoints.into(store, Interval.END) : Checkpoints.NONE;
    TrainingResult result =
        engine.train(
            training.toBuilder().checkpoints(where.from(from)).build(),
            new Listener() {
              @Override
              public boolean wantsToStop() {
                return stopped;
              }
            });
    Optional<FoldOutcome> outcome = FoldOutcome.of(result, leg, maker.unit());
    if (saved && outcome.isPresent() && outcome.get().ended()) {
      store.newest(line -> {}).ifPresent(end -> store.write(outcome.get().markedIn(end)));
    }
    return outcome;
  }

  @Override
  public int running() {
    return running.size();
  }

  @Override
  public List<LegOutcome> ended(Duration patience) throws InterruptedException {
    List<LegOutcome> outcomes = new ArrayList<>();
    Ended next = running.isEmpty() ? null : queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    while (next != null) {
      if (spark.sc().isStopped()) {
        throw new IllegalStateException("Spark was stopped during the search");
      }
      if (next.trouble() != null) {
        throw next.trouble();
      }
      running.remove(next.leg());
      next.outcome().ifPresent(outcomes::add);
      next = queue.poll();
    }
    return outcomes;
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdown();
    try {
      threads.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    groups.free();
  }
}

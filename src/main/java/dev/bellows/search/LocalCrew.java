package dev.bellows.search;

import dev.bellows.data.TaskSlots;
import dev.bellows.search.strategy.Leg;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains whole legs on threads of the driver's process, where tasks would run as well in Spark's
 * local mode: as many as Spark has slots. Spark is not asked, because it takes some milliseconds to
 * begin a task, in which short legs are over. Some more legs are posted than there are threads, so
 * that none waits while the driver writes.
 */
final class LocalCrew implements Crew {
  private static final int AHEAD = 64; // legs posted for each thread
  private static final int MOST_PARAMETERS = 1 << 18; // to begin with, of all legs posted ahead
  private static final Duration NO_TIME = Duration.ZERO;

  /**
   * What ends within this time is put on record together, as long as no thread waits for it: the
   * disk takes as long for one leg as for many, and takes the processor from them meanwhile.
   */
  private static final long GATHERING_NANOS = 20_000_000;

  private static final long LOOK_NANOS = 1_000_000;

  private final JavaSparkContext spark;
  private final LegMaker maker;
  private final ThreadPoolExecutor threads;
  private final BlockingQueue<LegOutcome> ends = new LinkedBlockingQueue<>();
  private final DataGroups<Rows> groups;
  private final Map<Leg, LegOrder> posted = new HashMap<>();
  private final List<LegOutcome> spoilt = new ArrayList<>(); // before they reached a thread
  private boolean more; // legs wait to be posted
  private volatile boolean closed;

  /** The rows of a group: their sizes, and the rows themselves. */
  private record Rows(List<Fold> folds, List<LegOrder.Blocks> blocks) {
    static Rows of(List<Fold> folds) {
      List<LegOrder.Blocks> blocks = folds.stream().map(LegOrder.Blocks::of).toList();
      folds.forEach(Fold::unpersist);
      return new Rows(folds, blocks);
    }
  }

  /**
   * A crew.
   *
   * @param parallel how many threads there are; empty for as many as Spark has slots
   */
  LocalCrew(JavaSparkContext spark, LegMaker maker, OptionalInt parallel) {
    this.spark = spark;
    this.maker = maker;
    groups = new DataGroups<>(group -> Rows.of(maker.data().load(group)));
    int most = parallel.orElse(TaskSlots.now(spark.sc()));
    AtomicInteger made = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "search " + made.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void put(int group, List<Fold> folds) {
    groups.put(group, Rows.of(folds));
  }

  @Override
  public void begin(Deque<Leg> waiting, Rank bar) {
    int most = threads.getMaximumPoolSize();
    Set<Integer> used = new HashSet<>();
    posted.keySet().forEach(leg -> used.add(maker.group(leg)));
    long parameters = posted.values().stream().mapToLong(LegOrder::parameters).sum();
    boolean room = true;
    while (room && !waiting.isEmpty()) {
      room = posted.size() < most || posted.size() < AHEAD * most && parameters < MOST_PARAMETERS;
      if (room) {
        long added = post(waiting, used, bar);
        room = added >= 0;
        parameters += added;
      }
    }
    more = !waiting.isEmpty();
  }

  /**
   * Posts the first leg that can be; its parameters, or a negative number where none can.
   *
   * @param used the groups of all that is posted; gets that of the leg
   */
  private long post(Deque<Leg> waiting, Set<Integer> used, Rank bar) {
    OptionalInt group = groups.next(waiting.stream().mapToInt(maker::group), used);
    if (group.isEmpty()) {
      return -1; // its rows have to wait for those of others to go
    }
    Leg leg = takeFirst(waiting, group.getAsInt());
    Rows rows = groups.get(group.getAsInt(), used);
    try {
      LegOrder order = LegOrder.of(leg, maker, rows.folds());
      posted.put(leg, order);
      used.add(group.getAsInt());
      threads.execute(() -> train(order, rows.blocks(), bar));
      return order.parameters();
    } catch (RuntimeException e) {
      spoilt.add(LegOutcome.failed(leg, 0, e));
      return 0;
    }
  }

  private Leg takeFirst(Deque<Leg> waiting, int group) {
    Iterator<Leg> each = waiting.iterator();
    Leg leg = each.next();
    while (maker.group(leg) != group) {
      leg = each.next();
    }
    each.remove();
    return leg;
  }

  private void train(LegOrder order, List<LegOrder.Blocks> blocks, Rank bar) {
    try {
      LegTask.run(order, blocks, bar, () -> closed).ifPresent(ends::add);
    } catch (Error e) { // the Java machine is in trouble
      ends.add(LegOutcome.failed(order.leg(), 0, e));
      throw e;
    }
  }

  @Override
  public int running() {
    return spoilt.size() + posted.size();
  }

  @Override
  public List<LegOutcome> ended(Duration patience) throws InterruptedException {
    List<LegOutcome> outcomes = new ArrayList<>(spoilt);
    spoilt.clear();
    Duration waits = outcomes.isEmpty() && !posted.isEmpty() ? patience : NO_TIME;
    LegOutcome next = ends.poll(waits.toNanos(), TimeUnit.NANOSECONDS);
    if (next != null) {
      gather();
    }
    while (next != null) {
      posted.remove(next.result().leg());
      outcomes.add(next);
      next = ends.poll();
    }
    if (spark.sc().isStopped()) {
      throw new IllegalStateException("Spark was stopped during the search");
    }
    return outcomes;
  }

  private void gather() throws InterruptedException {
    int threadCount = threads.getMaximumPoolSize();
    int enough = more ? AHEAD / 2 * threadCount : threadCount;
    long begin = System.nanoTime();
    while (threads.getQueue().size() >= enough && System.nanoTime() - begin < GATHERING_NANOS) {
      TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
    groups.free();
  }
}

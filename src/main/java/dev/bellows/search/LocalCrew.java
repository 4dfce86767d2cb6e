package dev.bellows.search;

import dev.bellows.search.LegBoard.Posted;
import dev.bellows.search.LegBoard.Word;
import dev.bellows.search.strategy.Leg;
import dev.bellows.train.exchange.SparkFailures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import scala.runtime.BoxedUnit;

/**
 * Trains whole legs in the tasks of Spark's local mode, where these are threads of the driver's
 * process. There is a task for each slot, which takes leg after leg from a {@link LegBoard}: no job
 * is begun for a leg, nothing is sent, and all slots are busy until the last leg. Some more legs
 * are posted than there are tasks, so that none waits while the driver writes.
 */
final class LocalCrew implements Crew {
  private static final int AHEAD = 16; // legs posted for each slot
  private static final int MOST_PARAMETERS = 1 << 18; // to begin with, of all legs posted ahead
  private static final int MOST_FAILURES = 8;
  private static final Duration NO_TIME = Duration.ZERO;

  /** What ends within this time is written together, as long as no task waits for it. */
  private static final long GATHERING_NANOS = 2_000_000;

  private final SingleTasks spark;
  private final LegMaker maker;
  private final OptionalInt parallel;
  private final LegBoard board = new LegBoard();
  private final DataGroups<Rows> groups;
  private final Map<Integer, SimpleFutureAction<BoxedUnit>> tasks = new HashMap<>();
  private final Map<Leg, LegOrder> posted = new LinkedHashMap<>();
  private final Deque<Leg> returned = new ArrayDeque<>();
  private final List<LegOutcome> spoilt = new ArrayList<>(); // before they reached a task
  private int begun; // tasks so far
  private int failures; // of tasks, since a leg came back

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
   * @param parallel how many tasks there are at once; empty for as many as Spark has slots
   */
  LocalCrew(JavaSparkContext spark, LegMaker maker, OptionalInt parallel) {
    this.spark = new SingleTasks(spark);
    this.maker = maker;
    this.parallel = parallel;
    groups = new DataGroups<>(group -> Rows.of(maker.data().load(group)));
  }

  @Override
  public void put(int group, List<Fold> folds) {
    groups.put(group, Rows.of(folds));
  }

  @Override
  public void begin(Deque<Leg> waiting, Rank bar) {
    while (!returned.isEmpty()) {
      waiting.addFirst(returned.removeLast());
    }
    int most = parallel.orElse(spark.slots());
    int wanted = Math.min(most, posted.size() + waiting.size());
    while (tasks.size() < wanted) {
      submit(begun++);
    }
    long parameters = posted.values().stream().mapToLong(LegOrder::parameters).sum();
    boolean room = true;
    while (room && !waiting.isEmpty()) {
      room = posted.size() < most || posted.size() < AHEAD * most && parameters < MOST_PARAMETERS;
      if (room) {
        long added = post(waiting, bar);
        room = added >= 0;
        parameters += added;
      }
    }
  }

  /** Posts the first leg that can be; its parameters, or a negative number where none can. */
  private long post(Deque<Leg> waiting, Rank bar) {
    Set<Integer> used = new HashSet<>();
    posted.keySet().forEach(leg -> used.add(maker.group(leg)));
    OptionalInt group = groups.next(waiting.stream().mapToInt(maker::group), used);
    if (group.isEmpty()) {
      return -1; // its rows have to wait for those of others to go
    }
    Leg leg = takeFirst(waiting, group.getAsInt());
    Rows rows = groups.get(group.getAsInt(), used);
    try {
      LegOrder order = LegOrder.of(leg, maker, rows.folds());
      posted.put(leg, order);
      board.post(new Posted(order, rows.blocks(), bar));
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

  private void submit(int number) {
    tasks.put(
        number,
        spark.submit(
            new LocalTask(board.name()),
            (nothing, failure) -> board.say(new Word.TaskOver(number, failure))));
  }

  @Override
  public int running() {
    return spoilt.size() + returned.size() + posted.size();
  }

  @Override
  public List<LegOutcome> ended(Duration patience) throws InterruptedException {
    List<LegOutcome> outcomes = new ArrayList<>(spoilt);
    spoilt.clear();
    Word next = board.hear(outcomes.isEmpty() && !posted.isEmpty() ? patience : NO_TIME);
    if (next instanceof Word.Trained && board.untaken() >= tasks.size()) {
      TimeUnit.NANOSECONDS.sleep(GATHERING_NANOS);
    }
    while (next != null) {
      heard(next, outcomes);
      next = board.hear(NO_TIME);
    }
    return outcomes;
  }

  private void heard(Word word, List<LegOutcome> outcomes) {
    if (word instanceof Word.Trained trained) {
      posted.remove(trained.outcome().result().leg());
      failures = 0;
      outcomes.add(trained.outcome());
    } else if (word instanceof Word.GivenUp up) {
      posted.remove(up.leg());
      returned.add(up.leg());
    } else if (word instanceof Word.TaskOver over) {
      tasks.remove(over.task());
      if (over.failure() != null) {
        requireMeans(over.failure());
      }
    }
  }

  /** Another task takes the place of one that has failed, unless that is of no use. */
  private void requireMeans(Throwable failure) {
    if (spark.stopped() || SparkFailures.cancelled(failure)) {
      throw new IllegalStateException("Spark was stopped during the search", failure);
    }
    if (++failures > MOST_FAILURES) {
      throw new IllegalStateException(
          "no task of the search runs: " + SparkFailures.reason(failure), failure);
    }
  }

  @Override
  public void close() {
    board.close();
    if (!posted.isEmpty()) {
      tasks.values().forEach(SimpleFutureAction::cancel);
    }
    groups.free();
  }
}

package dev.bellows.search;

import dev.bellows.data.TaskSlots;
import dev.bellows.search.strategy.Leg;
import dev.bellows.train.exchange.SparkFailures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.runtime.BoxedUnit;

/**
 * Trains whole legs in tasks of Spark. Every job is one task with some legs: as many as take about
 * an eighth of a second by what legs took before, so that starting a task costs little beside them,
 * and long ones alone. A task that has been busy for longer hands back the legs it did not come to.
 * One task more than there are slots is always waiting, so that no slot does.
 */
final class TaskCrew implements Crew {
  private static final double TASK_SECONDS = 0.125;
  private static final double LEAST_SECONDS = 0.02; // below, starting a task costs too much
  private static final double SHARE = 0.75; // of its part of what is waiting, for a task
  private static final int MOST_PARAMETERS = 1 << 18; // to begin with, sent along with a task
  private static final long MOST_NANOS = 250_000_000;
  private static final int MOST_LEGS = 1000;
  private static final double RECENT = 0.5; // how much the last task counts in what a leg takes

  private final JavaSparkContext spark;
  private final SingleTasks tasks;
  private final LegMaker maker;
  private final OptionalInt parallel;
  private final DataGroups<Rows> groups;
  private final BlockingQueue<Ended> queue = new LinkedBlockingQueue<>();
  private final Set<Job> jobs = new HashSet<>();
  private final Deque<Leg> returned = new ArrayDeque<>();
  private final Set<Leg> alone = new HashSet<>();
  private final List<LegOutcome> spoilt = new ArrayList<>(); // before they reached a task
  private double secondsPerUnit = Double.NaN;

  /** The rows of a group: their sizes here, the rows themselves wherever tasks are. */
  private record Rows(List<Fold> folds, Broadcast<List<LegOrder.Blocks>> blocks) {}

  /** A job under way. */
  private static final class Job {
    private final int group;
    private final List<Leg> legs;
    private SimpleFutureAction<BoxedUnit> action;

    Job(int group, List<Leg> legs) {
      this.group = group;
      this.legs = legs;
    }
  }

  /** A job that has ended: its outcomes, or else what went wrong. */
  private record Ended(Job job, List<LegOutcome> outcomes, Throwable failure) {}

  /**
   * A crew.
   *
   * @param parallel how many tasks there are at once; empty for as many as Spark has slots
   */
  TaskCrew(JavaSparkContext spark, LegMaker maker, OptionalInt parallel) {
    this.spark = spark;
    tasks = new SingleTasks(spark);
    this.maker = maker;
    this.parallel = parallel;
    groups =
        new DataGroups<>(
            new DataGroups.Form<>() {
              @Override
              public Rows load(int group) {
                return broadcast(maker.data().load(group));
              }

              @Override
              public void free(Rows rows) {
                rows.blocks().destroy();
              }
            });
  }

  @Override
  public void put(int group, List<Fold> folds) {
    groups.put(group, broadcast(folds));
  }

  private Rows broadcast(List<Fold> folds) {
    List<LegOrder.Blocks> blocks = folds.stream().map(LegOrder.Blocks::of).toList();
    Rows rows = new Rows(folds, spark.broadcast(blocks));
    folds.forEach(Fold::unpersist);
    return rows;
  }

  @Override
  public void begin(Deque<Leg> waiting, Rank bar) {
    while (!returned.isEmpty()) {
      waiting.addFirst(returned.removeLast());
    }
    int slots = TaskSlots.now(spark.sc());
    int most = parallel.isPresent() ? parallel.getAsInt() : slots + 1;
    while (jobs.size() < most && !waiting.isEmpty()) {
      Set<Integer> used = new HashSet<>();
      jobs.forEach(job -> used.add(job.group));
      OptionalInt group = groups.next(waiting.stream().mapToInt(maker::group), used);
      if (group.isEmpty()) {
        return; // its rows have to wait for those of others to go
      }
      List<Leg> legs = take(waiting, group.getAsInt(), Math.min(most, slots));
      submit(group.getAsInt(), legs, waiting, used, bar);
    }
  }

  /** The legs of the next task, fewer towards the end, so that all tasks end at about one time. */
  private List<Leg> take(Deque<Leg> waiting, int group, int slots) {
    int part = (int) Math.ceil(SHARE * waiting.size() / Math.max(1, slots));
    List<Leg> legs = new ArrayList<>();
    double seconds = 0; // not a number while nothing is known
    Iterator<Leg> each = waiting.iterator();
    while (each.hasNext() && legs.size() < MOST_LEGS) {
      Leg leg = each.next();
      if (maker.group(leg) != group) {
        continue;
      }
      boolean enough = legs.size() >= part && !(seconds < LEAST_SECONDS);
      seconds += (leg.to() - leg.from()) * secondsPerUnit;
      boolean single = alone.contains(leg);
      if (!legs.isEmpty() && (single || enough || seconds > TASK_SECONDS)) {
        break;
      }
      each.remove();
      legs.add(leg);
      if (single) {
        break;
      }
    }
    return legs;
  }

  /** Begins a task; what would make it too large goes back to those that wait. */
  private void submit(int group, List<Leg> legs, Deque<Leg> waiting, Set<Integer> used, Rank bar) {
    Rows rows = groups.get(group, used);
    List<LegOrder> orders = new ArrayList<>();
    List<Leg> ordered = new ArrayList<>();
    long parameters = 0;
    int next = 0;
    while (next < legs.size() && parameters < MOST_PARAMETERS) {
      Leg leg = legs.get(next++);
      try {
        LegOrder order = LegOrder.of(leg, maker, rows.folds());
        orders.add(order);
        ordered.add(leg);
        parameters += order.parameters();
      } catch (RuntimeException e) {
        spoilt.add(LegOutcome.failed(leg, 0, e));
      }
    }
    for (int rest = legs.size() - 1; rest >= next; rest--) {
      waiting.addFirst(legs.get(rest));
    }
    if (orders.isEmpty()) {
      return;
    }
    Job job = new Job(group, ordered);
    jobs.add(job);
    LegTask task = new LegTask(rows.blocks(), orders, bar, MOST_NANOS);
    job.action =
        tasks.submit(task, (outcomes, failure) -> queue.add(new Ended(job, outcomes, failure)));
  }

  @Override
  public int running() {
    return spoilt.size() + returned.size() + jobs.stream().mapToInt(job -> job.legs.size()).sum();
  }

  @Override
  public List<LegOutcome> ended(Duration patience) throws InterruptedException {
    List<LegOutcome> outcomes = new ArrayList<>(spoilt);
    spoilt.clear();
    Ended next =
        outcomes.isEmpty() && !jobs.isEmpty()
            ? queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS)
            : queue.poll();
    while (next != null) {
      jobs.remove(next.job());
      if (next.failure() == null) {
        outcomes.addAll(next.outcomes());
        returned.addAll(next.job().legs.subList(next.outcomes().size(), next.job().legs.size()));
        learn(next.outcomes());
      } else {
        outcomes.addAll(afterFailure(next.job(), next.failure()));
      }
      next = queue.poll();
    }
    return outcomes;
  }

  private void learn(List<LegOutcome> outcomes) {
    double seconds = 0;
    long units = 0;
    for (LegOutcome outcome : outcomes) {
      seconds += outcome.result().seconds();
      units += outcome.result().leg().to() - outcome.result().leg().from();
    }
    if (units > 0) {
      double now = seconds / units;
      secondsPerUnit =
          Double.isNaN(secondsPerUnit) ? now : RECENT * now + (1 - RECENT) * secondsPerUnit;
    }
  }

  /** Which of several legs it was is found out by trying each alone. */
  private List<LegOutcome> afterFailure(Job job, Throwable failure) {
    if (spark.sc().isStopped() || SparkFailures.cancelled(failure)) {
      throw new IllegalStateException("Spark was stopped during the search", failure);
    }
    if (job.legs.size() == 1) {
      return List.of(LegOutcome.failed(job.legs.get(0), 0, SparkFailures.reason(failure)));
    }
    alone.addAll(job.legs);
    returned.addAll(job.legs);
    return List.of();
  }

  @Override
  public void close() {
    jobs.forEach(job -> job.action.cancel());
    groups.free();
  }
}

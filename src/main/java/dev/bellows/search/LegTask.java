package dev.bellows.search;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * Trains legs one after the other, on the thread of a task, until they are done or its time is up;
 * the rest is for another task. A leg that throws is a result, and the task goes on; but an
 * executor that has run out of memory is Spark's to end, as nobody knows what is still whole in it.
 * In local mode that would end the driver and with it the search: there it is a result as well.
 */
final class LegTask extends AbstractFunction1<Iterator<Integer>, ArrayList<LegOutcome>>
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LegTask.class);
  private static final double NANO = 1e-9;

  private final Broadcast<List<LegOrder.Blocks>> folds;
  private final List<LegOrder> orders;
  private final Rank bar;
  private final long nanos;

  /**
   * A task.
   *
   * @param bar parameters are given of legs that come before it
   * @param nanos no leg is begun that long after the first
   */
  LegTask(Broadcast<List<LegOrder.Blocks>> folds, List<LegOrder> orders, Rank bar, long nanos) {
    this.folds = folds;
    this.orders = orders;
    this.bar = bar;
    this.nanos = nanos;
  }

  /** The legs that were trained: the first ones of the orders. */
  @Override
  public ArrayList<LegOutcome> apply(Iterator<Integer> none) {
    TaskContext context = TaskContext.get();
    List<LegOrder.Blocks> blocks = folds.value();
    ArrayList<LegOutcome> outcomes = new ArrayList<>();
    long begin = System.nanoTime();
    for (LegOrder order : orders) {
      if (!outcomes.isEmpty() && System.nanoTime() - begin > nanos) {
        break;
      }
      Optional<LegOutcome> outcome = run(order, blocks, bar, context::isInterrupted);
      if (outcome.isEmpty()) {
        break;
      }
      outcomes.add(outcome.get());
    }
    return outcomes;
  }

  /**
   * Trains a leg; what it throws is its outcome.
   *
   * @param bar parameters are given where the leg comes before it
   * @param stop whether to give up
   * @return nothing where it was given up
   */
  static Optional<LegOutcome> run(
      LegOrder order, List<LegOrder.Blocks> blocks, Rank bar, BooleanSupplier stop) {
    long begin = System.nanoTime();
    try {
      return order.run(blocks, bar, stop);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      LOG.warn("trial {} failed", order.leg().trial(), e);
      return Optional.of(failed(order, begin, e));
    } catch (OutOfMemoryError e) {
      if (!SparkEnv.get().executorId().equals("driver")) {
        throw e;
      }
      LOG.warn("trial {} ran out of memory", order.leg().trial(), e);
      return Optional.of(failed(order, begin, e));
    }
  }

  private static LegOutcome failed(LegOrder order, long begin, Throwable failure) {
    return LegOutcome.failed(order.leg(), (System.nanoTime() - begin) * NANO, failure);
  }
}

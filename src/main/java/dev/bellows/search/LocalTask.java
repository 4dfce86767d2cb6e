package dev.bellows.search;

import dev.bellows.search.LegBoard.Posted;
import dev.bellows.search.LegBoard.Word;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.TaskContext;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Trains legs one after the other, on the thread of a task in the driver's process, for as long as
 * there are any and its time is not up.
 *
 * @see LegTask#run what becomes of a leg that throws
 */
final class LocalTask extends AbstractFunction1<Iterator<Integer>, BoxedUnit>
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Duration PATIENCE = Duration.ofMillis(50);

  /** Then the slot is free for a moment, as others may wait for it. */
  private static final long MOST_NANOS = 1_000_000_000;

  private final String board;

  /** A task that takes its orders from the board of that name. */
  LocalTask(String board) {
    this.board = board;
  }

  @Override
  public BoxedUnit apply(Iterator<Integer> none) {
    LegBoard orders = LegBoard.named(board);
    TaskContext context = TaskContext.get();
    long begin = System.nanoTime();
    try {
      while (orders != null
          && !context.isInterrupted()
          && System.nanoTime() - begin < MOST_NANOS
          && train(orders, context)) {
        // the next one
      }
    } catch (InterruptedException e) { // by Spark, which ends the task
      Thread.currentThread().interrupt();
    }
    return BoxedUnit.UNIT;
  }

  /** Trains the next leg; false where there was none. */
  private static boolean train(LegBoard orders, TaskContext context) throws InterruptedException {
    Posted next = orders.take(PATIENCE);
    if (next == null) {
      return false;
    }
    Word word = new Word.GivenUp(next.order().leg());
    try {
      Optional<LegOutcome> outcome = LegTask.run(next.order(), next.folds(), next.bar(), context);
      if (outcome.isPresent()) {
        word = new Word.Trained(outcome.get());
      }
    } catch (Error e) { // the Java machine is in trouble, and Spark is told by it too
      word = new Word.Trained(LegOutcome.failed(next.order().leg(), 0, e));
      throw e;
    } finally {
      orders.say(word);
    }
    return true;
  }
}

package dev.bellows.data;

import dev.bellows.linalg.DenseVector;
import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.linalg.Vector;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.collection.Iterator;
import scala.collection.immutable.ArraySeq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job that asks blocks for a vector each and adds the answers in the fixed order of
 * {@link OrderedSum}: first in the tasks, as far as the blocks of a task go, then on the driver,
 * while they arrive.
 */
public final class BlockSums {
  private static final ClassTag<List<Node<Vector>>> NODES = ClassTag$.MODULE$.apply(List.class);

  private BlockSums() {}

  /** What one block adds to the sum: a function of the block and of what it has captured. */
  @FunctionalInterface
  public interface Contribution<B> extends Serializable {
    /** The vector of this block; nothing for zeros. Belongs to the caller from then on. */
    Vector of(B block);
  }

  /** A contribution that is always an array. */
  @FunctionalInterface
  public interface ArrayContribution<B> extends Serializable {
    /** The array of this block; empty for zeros. Belongs to the caller from then on. */
    double[] of(B block);
  }

  /** The sum over all blocks, as an array. */
  public static <B> double[] overAll(
      JavaRDD<B> blocks, TaskRanges ranges, ArrayContribution<B> contribution) {
    int[] all = IntStream.range(0, ranges.tasks()).toArray();
    return over(blocks, ranges, all, 0, block -> new DenseVector(contribution.of(block))).toArray();
  }

  /**
   * The sum over the blocks of some of the tasks; the others count as zeros, and no task is started
   * for them.
   *
   * @param blocks as spread over the partitions by {@code ranges}
   * @param tasks the tasks to start, ascending
   * @param singles so many first elements of every sum are rounded to single precision
   */
  public static <B> Vector over(
      JavaRDD<B> blocks,
      TaskRanges ranges,
      int[] tasks,
      int singles,
      Contribution<B> contribution) {
    OrderedSum sum = new OrderedSum(ranges.blocks(), singles, array -> {});
    int next = 0;
    for (int task = 0; task < ranges.tasks(); task++) {
      if (next < tasks.length && tasks[next] == task) {
        next++;
      } else {
        for (int b = ranges.first(task); b < ranges.end(task); b++) {
          sum.add(b, DenseVector.NOTHING);
        }
      }
    }
    blocks
        .context()
        .runJob(
            blocks.rdd(),
            new Task<>(ranges, singles, contribution),
            new ArraySeq.ofInt(tasks),
            new Fold(sum),
            NODES);
    return sum.sum();
  }

  /** What is shipped: the contribution and nothing else that is large. */
  private static final class Task<B>
      extends AbstractFunction2<TaskContext, Iterator<B>, List<Node<Vector>>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final TaskRanges ranges;
    private final int singles;
    private final Contribution<B> contribution;

    Task(TaskRanges ranges, int singles, Contribution<B> contribution) {
      this.ranges = ranges;
      this.singles = singles;
      this.contribution = contribution;
    }

    @Override
    public List<Node<Vector>> apply(TaskContext context, Iterator<B> blocks) {
      OrderedSum sum = new OrderedSum(ranges.blocks(), singles, array -> {});
      for (int b = ranges.first(context.partitionId()); blocks.hasNext(); b++) {
        sum.add(b, contribution.of(blocks.next()));
      }
      return sum.take();
    }
  }

  /** Runs on the driver for each answer. */
  private static final class Fold extends AbstractFunction2<Object, List<Node<Vector>>, BoxedUnit> {
    private final OrderedSum sum;

    Fold(OrderedSum sum) {
      this.sum = sum;
    }

    @Override
    public BoxedUnit apply(Object index, List<Node<Vector>> nodes) {
      nodes.forEach(sum::add);
      return BoxedUnit.UNIT;
    }
  }
}

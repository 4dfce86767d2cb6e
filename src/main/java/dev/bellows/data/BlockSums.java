package dev.bellows.data;

import dev.bellows.linalg.OrderedSum;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.collection.Iterator;
import scala.collection.immutable.ArraySeq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job that asks blocks for an array each and adds the answers in the fixed order of
 * {@link OrderedSum}, while they arrive.
 */
public final class BlockSums {
  private static final ClassTag<double[]> DOUBLES = ClassTag$.MODULE$.apply(double[].class);

  private BlockSums() {}

  /** What one block adds to the sum: a function of the block and of what it has captured. */
  @FunctionalInterface
  public interface Contribution<B> extends Serializable {
    /** The array of this block; empty for zeros. Belongs to the caller from then on. */
    double[] of(B block);
  }

  /** The sum over all blocks. */
  public static <B> double[] overAll(JavaRDD<B> blocks, Contribution<B> contribution) {
    int[] all = new int[blocks.getNumPartitions()];
    Arrays.setAll(all, b -> b);
    return over(blocks, all, contribution);
  }

  /**
   * The sum over some of the blocks; the others count as zeros, and no task is started for them.
   *
   * @param blocks one block a partition
   * @param numbers the blocks to ask, ascending
   */
  public static <B> double[] over(JavaRDD<B> blocks, int[] numbers, Contribution<B> contribution) {
    OrderedSum sum = new OrderedSum(blocks.getNumPartitions());
    int next = 0;
    for (int b = 0; b < blocks.getNumPartitions(); b++) {
      if (next < numbers.length && numbers[next] == b) {
        next++;
      } else {
        sum.add(b, new double[0]);
      }
    }
    blocks
        .context()
        .runJob(
            blocks.rdd(),
            new Task<>(contribution),
            new ArraySeq.ofInt(numbers),
            new Fold(sum, numbers),
            DOUBLES);
    return sum.total();
  }

  /** What is shipped: the contribution and nothing else. */
  private static final class Task<B> extends AbstractFunction2<TaskContext, Iterator<B>, double[]>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Contribution<B> contribution;

    Task(Contribution<B> contribution) {
      this.contribution = contribution;
    }

    @Override
    public double[] apply(TaskContext context, Iterator<B> blocks) {
      return contribution.of(blocks.next());
    }
  }

  /** Runs on the driver for each answer. */
  private static final class Fold extends AbstractFunction2<Object, double[], BoxedUnit> {
    private final OrderedSum sum;
    private final int[] numbers;

    Fold(OrderedSum sum, int[] numbers) {
      this.sum = sum;
      this.numbers = numbers;
    }

    @Override
    public BoxedUnit apply(Object index, double[] array) {
      sum.add(numbers[(Integer) index], array);
      return BoxedUnit.UNIT;
    }
  }
}

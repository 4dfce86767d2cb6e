package dev.bellows.train.exchange;

import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.OrderedFold.Node;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.linalg.Vector;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.Iterator;
import scala.collection.immutable.ArraySeq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job that runs a round over the blocks of each task. A task writes into nothing that it
 * is given, so that it answers with the same bits when Spark runs it again.
 *
 * @param work what a replica does
 * @param ranges which blocks each task hosts
 * @param round which steps
 * @param sent what all replicas get
 * @param states by task the states of its blocks, ascending; empty where replicas have none
 */
record RoundJob(
    ReplicaWork work,
    TaskRanges ranges,
    Round round,
    Broadcast<double[]> sent,
    List<Broadcast<double[][]>> states)
    implements Serializable {
  private static final ClassTag<TaskAnswer> ANSWER = ClassTag$.MODULE$.apply(TaskAnswer.class);

  /** What a task leaves: its sums as far as they go, and the new states of its blocks. */
  private record TaskAnswer(List<Node<Vector>> sums, List<double[]> states)
      implements Serializable {}

  /** Runs it; the sums are folded while they arrive. */
  ReplicaRounds.Answer run(JavaRDD<PackedBlock> blocks) {
    OrderedSum sum = new OrderedSum(ranges.blocks());
    double[][] after = new double[ranges.blocks()][];
    blocks
        .context()
        .runJob(
            blocks.rdd(),
            new Task(this),
            new ArraySeq.ofInt(IntStream.range(0, ranges.tasks()).toArray()),
            new Collect(ranges, sum, after),
            ANSWER);
    return new ReplicaRounds.Answer(sum.total(), after);
  }

  private TaskAnswer answer(int task, Iterator<PackedBlock> blocks) {
    OrderedSum sum = new OrderedSum(ranges.blocks());
    List<double[]> after = new ArrayList<>();
    while (blocks.hasNext()) {
      PackedBlock block = blocks.next();
      double[] state =
          states.isEmpty() ? new double[0] : states.get(task).value()[after.size()].clone();
      sum.add(block.number(), work.run(block, round, sent.value(), state, double[]::new));
      after.add(state);
    }
    return new TaskAnswer(sum.take(), after);
  }

  /** Runs in the tasks. */
  private static final class Task
      extends AbstractFunction2<TaskContext, Iterator<PackedBlock>, TaskAnswer>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final RoundJob job;

    Task(RoundJob job) {
      this.job = job;
    }

    @Override
    public TaskAnswer apply(TaskContext context, Iterator<PackedBlock> blocks) {
      return job.answer(context.partitionId(), blocks);
    }
  }

  /** Runs on the driver for each task's answer. */
  private static final class Collect extends AbstractFunction2<Object, TaskAnswer, BoxedUnit> {
    private final TaskRanges ranges;
    private final OrderedSum sum;
    private final double[][] after;

    Collect(TaskRanges ranges, OrderedSum sum, double[][] after) {
      this.ranges = ranges;
      this.sum = sum;
      this.after = after;
    }

    @Override
    public BoxedUnit apply(Object task, TaskAnswer answer) {
      int block = ranges.first((Integer) task);
      for (double[] state : answer.states()) {
        after[block++] = state;
      }
      answer.sums().forEach(sum::add);
      return BoxedUnit.UNIT;
    }
  }
}

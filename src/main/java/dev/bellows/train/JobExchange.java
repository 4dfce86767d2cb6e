package dev.bellows.train;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.BlockSums;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.model.Objective;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * One Spark job for each batch: the parameters are broadcast, every block with rows in the batch
 * answers with its sums, the sums are added in the order of the block numbers, and the broadcast is
 * destroyed whatever happens.
 */
final class JobExchange implements BatchGradients {
  /**
   * Where a batch has fewer rows than this many a task, it is worth asking which tasks those are.
   */
  private static final int FEW_ROWS_PER_TASK = 4;

  private final Objective objective;
  private final BatchPlan plan;
  private final JavaRDD<PackedBlock> blocks;
  private final JavaSparkContext spark;
  private final TaskRanges ranges;
  private final int[] allTasks;

  JobExchange(Training training) {
    objective = training.objective();
    plan = training.plan();
    blocks = training.rows().blocks();
    spark = JavaSparkContext.fromSparkContext(blocks.context());
    ranges = training.rows().ranges();
    allTasks = IntStream.range(0, ranges.tasks()).toArray();
  }

  @Override
  public double[] sums(double[] parameters, int epoch, int batch) {
    Broadcast<double[]> broadcast = spark.broadcast(parameters);
    try {
      return BlockSums.over(
          blocks,
          ranges,
          tasksOf(epoch, batch),
          0,
          gradientTask(objective, plan, epoch, batch, broadcast));
    } finally {
      broadcast.destroy();
    }
  }

  @Override
  public double lossSum(double[] parameters, Dataset rows) {
    Broadcast<double[]> broadcast = spark.broadcast(parameters);
    try {
      double[] sum =
          BlockSums.overAll(rows.blocks(), rows.ranges(), lossTask(objective, broadcast));
      return sum.length == 0 ? 0 : sum[0];
    } finally {
      broadcast.destroy();
    }
  }

  /** The tasks that host rows of a batch; all of them where nearly all do. */
  private int[] tasksOf(int epoch, int batch) {
    long batchRows = plan.batchRows(batch);
    if (plan.shuffle() && batchRows >= (long) FEW_ROWS_PER_TASK * allTasks.length) {
      return allTasks;
    }
    BitSet found = new BitSet(allTasks.length);
    long first = batch * plan.batchSize();
    if (plan.shuffle()) {
      BatchPlan.Order order = plan.order(epoch);
      for (long i = 0; i < batchRows; i++) {
        found.set(taskOf(order.row(first + i)));
      }
    } else {
      found.set(taskOf(first), taskOf(first + batchRows - 1) + 1);
    }
    return found.stream().toArray();
  }

  private int taskOf(long row) {
    return ranges.taskOf(Dataset.blockOf(row, ranges.blocks(), plan.rows()));
  }

  // The tasks are made by static methods, so that nothing but what they name is shipped.

  private static BlockSums.Contribution<PackedBlock> gradientTask(
      Objective objective, BatchPlan plan, int epoch, int batch, Broadcast<double[]> broadcast) {
    return block -> {
      double[] parameters = broadcast.value();
      double[] sums = new double[parameters.length + 1];
      long[] seen = new long[1];
      block.visitBatch(
          plan,
          epoch,
          batch,
          (piece, rows, count) -> {
            seen[0] += count;
            sums[parameters.length] +=
                objective.addLossAndGradient(piece, rows, count, parameters, sums);
          });
      return seen[0] == 0 ? new double[0] : sums;
    };
  }

  private static BlockSums.Contribution<PackedBlock> lossTask(
      Objective objective, Broadcast<double[]> broadcast) {
    return block -> {
      double[] parameters = broadcast.value();
      double[] sum = new double[1];
      block.visitAll(
          (piece, rows, count) -> sum[0] += objective.loss(piece, rows, count, parameters));
      return sum;
    };
  }
}

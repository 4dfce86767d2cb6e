package dev.bellows.train.exchange;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.BlockSums;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.Vectors;
import java.util.BitSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * One Spark job for each batch: the parameters are broadcast, every block with rows in the batch
 * answers with its sums, the sums are added in the order of the block numbers, and the broadcast is
 * destroyed whatever happens.
 */
public final class JobExchange implements BatchGradients {
  /**
   * Where a batch has fewer rows than this many a task, it is worth asking which tasks those are.
   */
  private static final int FEW_ROWS_PER_TASK = 4;

  private final BlockWork work;
  private final BatchPlan plan;
  private final Precision precision;
  private final JavaRDD<PackedBlock> blocks;
  private final JavaSparkContext spark;
  private final TaskRanges ranges;
  private final int[] allTasks;

  /** An exchange; starts nothing. */
  public JobExchange(Workload workload, Precision precision) {
    work = new BlockWork(workload.objective(), workload.plan());
    plan = workload.plan();
    this.precision = precision;
    blocks = workload.rows().blocks();
    spark = JavaSparkContext.fromSparkContext(blocks.context());
    ranges = workload.rows().ranges();
    allTasks = IntStream.range(0, ranges.tasks()).toArray();
  }

  @Override
  public double[] sums(double[] parameters, int epoch, int batch) {
    return withBroadcast(
        parameters,
        broadcast ->
            BlockSums.over(
                blocks,
                ranges,
                tasksOf(epoch, batch),
                precision.singles(parameters.length),
                gradientTask(work, epoch, batch, broadcast)));
  }

  @Override
  public double lossSum(double[] parameters, Dataset rows) {
    return withBroadcast(
        parameters,
        broadcast -> BlockSums.overAll(rows.blocks(), rows.ranges(), lossTask(work, broadcast)))[0];
  }

  private double[] withBroadcast(double[] parameters, Function<Broadcast<double[]>, double[]> job) {
    double[] sent = parameters;
    if (precision == Precision.SINGLE) {
      sent = parameters.clone();
      Vectors.roundToSingle(sent, 0, sent.length);
    }
    Broadcast<double[]> broadcast = spark.broadcast(sent);
    try {
      return job.apply(broadcast);
    } catch (Exception e) { // Scala throws checked exceptions that it does not declare
      if (e instanceof SparkException) {
        throw new ExchangeFailure(SparkFailures.reason(e), e);
      }
      throw e;
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
      BlockWork work, int epoch, int batch, Broadcast<double[]> broadcast) {
    return block -> work.gradient(block, epoch, batch, broadcast.value(), double[]::new);
  }

  private static BlockSums.Contribution<PackedBlock> lossTask(
      BlockWork work, Broadcast<double[]> broadcast) {
    return block -> work.loss(block, broadcast.value());
  }
}

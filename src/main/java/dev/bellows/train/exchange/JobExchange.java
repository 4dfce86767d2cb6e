package dev.bellows.train.exchange;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.BlockSums;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.TaskRanges;
import dev.bellows.linalg.Vector;
import dev.bellows.linalg.Vectors;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
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
  private final Workload workload;
  private final BatchPlan plan;
  private final Precision precision;
  private final JavaRDD<PackedBlock> blocks;
  private final SparkJobs jobs;
  private final TaskRanges ranges;
  private final int[] allTasks;

  /** An exchange; starts nothing. */
  public JobExchange(Workload workload, Precision precision) {
    this.workload = workload;
    work = new BlockWork(workload.objective(), workload.plan());
    plan = workload.plan();
    this.precision = precision;
    blocks = workload.rows().blocks();
    jobs = new SparkJobs(workload.rows());
    ranges = workload.rows().ranges();
    allTasks = IntStream.range(0, ranges.tasks()).toArray();
  }

  @Override
  public Vector sum(double[] parameters, Optional<int[]> changed, int epoch, int batch) {
    return jobs.run(
        broadcasts ->
            BlockSums.over(
                blocks,
                ranges,
                tasksOf(epoch, batch),
                precision.singles(parameters.length),
                new Gradients(work, epoch, batch, broadcasts.of(sent(parameters)))));
  }

  @Override
  public double[] measures(double[] parameters, Part part) {
    return jobs.measures(work, sent(parameters), workload.rows(part));
  }

  private double[] sent(double[] parameters) {
    if (precision != Precision.SINGLE) {
      return parameters;
    }
    double[] rounded = parameters.clone();
    Vectors.roundToSingle(rounded, 0, rounded.length);
    return rounded;
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

  @Override
  public void close() {
    jobs.close();
  }

  /** What a task does: nothing but what is named here is shipped. */
  private static final class Gradients implements BlockSums.Contribution<PackedBlock> {
    private static final long serialVersionUID = 1L;

    private final BlockWork work;
    private final int epoch;
    private final int batch;
    private final Broadcast<double[]> parameters;
    private transient BatchSum sum; // of the task that has this copy

    Gradients(BlockWork work, int epoch, int batch, Broadcast<double[]> parameters) {
      this.work = work;
      this.epoch = epoch;
      this.batch = batch;
      this.parameters = parameters;
    }

    @Override
    public Vector of(PackedBlock block) {
      if (sum == null) {
        sum = new BatchSum(double[]::new);
      }
      return work.gradient(block, epoch, batch, parameters.value(), sum);
    }
  }
}

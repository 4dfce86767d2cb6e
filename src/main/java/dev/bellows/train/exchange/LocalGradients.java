package dev.bellows.train.exchange;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.model.Objective;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The reference: all rows in this process, and each batch computed row after row in the order of
 * the plan, on one thread. Slow and clear; the engines on Spark are tested against it.
 */
public final class LocalGradients implements BatchGradients {
  private final Objective objective;
  private final BatchPlan plan;
  private final List<PackedBlock> blocks;

  /** Collects all rows. */
  public LocalGradients(Workload workload) {
    objective = workload.objective();
    plan = workload.plan();
    blocks = collect(workload.rows());
  }

  private static List<PackedBlock> collect(Dataset rows) {
    List<PackedBlock> blocks = new ArrayList<>(rows.blocks().collect());
    blocks.sort(Comparator.comparingInt(PackedBlock::number));
    return blocks;
  }

  @Override
  public double[] sums(double[] parameters, int epoch, int batch) {
    double[] sums = new double[parameters.length + 1];
    BatchPlan.Order order = plan.order(epoch);
    long first = batch * plan.batchSize();
    for (long position = first; position < first + plan.batchRows(batch); position++) {
      long row = order.row(position);
      PackedBlock block = blocks.get(Dataset.blockOf(row, blocks.size(), plan.rows()));
      block.visitRow(
          (int) (row - block.firstRow()),
          (piece, rows, count) ->
              sums[parameters.length] +=
                  objective.addLossAndGradient(piece, rows, count, parameters, sums));
    }
    return sums;
  }

  @Override
  public double lossSum(double[] parameters, Dataset rows) {
    double[] sum = new double[1];
    for (PackedBlock block : collect(rows)) {
      block.visitAll(
          (piece, chosen, count) -> sum[0] += objective.loss(piece, chosen, count, parameters));
    }
    return sum[0];
  }
}

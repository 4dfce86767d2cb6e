package dev.bellows.train.exchange;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.linalg.Vector;
import dev.bellows.model.Measures;
import dev.bellows.model.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The reference: all rows in this process, and each batch computed on one thread, block after
 * block, and the blocks' sums added in the order of every engine. Slow and clear; the engines on
 * Spark are tested against it.
 */
public final class LocalGradients implements BatchGradients {
  private final Objective objective;
  private final BatchPlan plan;
  private final List<PackedBlock> blocks;
  private final List<PackedBlock> held;
  private final BatchSum sum = new BatchSum(double[]::new);

  /** Collects all rows. */
  public LocalGradients(Workload workload) {
    objective = workload.objective();
    plan = workload.plan();
    blocks = workload.rows().collect();
    held = workload.validation().map(Dataset::collect).orElse(List.of());
  }

  @Override
  public Vector sum(double[] parameters, Optional<int[]> changed, int epoch, int batch) {
    OrderedSum all = new OrderedSum(blocks.size());
    int[][] chosen = rowsOf(epoch, batch);
    for (int b = 0; b < chosen.length; b++) {
      sum.begin(objective.inEpoch(epoch), plan.key(epoch, batch), parameters);
      if (chosen[b].length > 0) {
        blocks.get(b).visitRows(chosen[b], 0, chosen[b].length, sum::add);
      }
      all.add(b, sum.take());
    }
    return all.sum();
  }

  /** The rows of a batch, by block, ascending, found one by one in the order of the plan. */
  private int[][] rowsOf(int epoch, int batch) {
    BatchPlan.Order order = plan.order(epoch);
    long first = batch * plan.batchSize();
    long[] rows = new long[Math.toIntExact(plan.batchRows(batch))];
    Arrays.setAll(rows, i -> order.row(first + i));
    Arrays.sort(rows);
    int[][] chosen = new int[blocks.size()][];
    int from = 0;
    for (int b = 0; b < chosen.length; b++) {
      PackedBlock block = blocks.get(b);
      int to = from;
      while (to < rows.length && rows[to] < block.firstRow() + block.count()) {
        to++;
      }
      chosen[b] =
          Arrays.stream(rows, from, to).mapToInt(r -> (int) (r - block.firstRow())).toArray();
      from = to;
    }
    return chosen;
  }

  @Override
  public double[] measures(double[] parameters, Part part) {
    Measures measures = objective.measures();
    List<PackedBlock> all = part == Part.TRAINING ? blocks : held;
    OrderedSum sum = new OrderedSum(all.size());
    for (int b = 0; b < all.size(); b++) {
      double[] sums = new double[measures.size()];
      all.get(b)
          .visitAll((piece, chosen, count) -> measures.add(piece, chosen, count, parameters, sums));
      sum.add(b, sums);
    }
    return sum.total();
  }
}

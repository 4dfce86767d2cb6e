package dev.bellows.train.exchange;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.PackedBlock;
import dev.bellows.model.GradientSum;
import dev.bellows.model.Measures;
import dev.bellows.model.Objective;
import java.io.Serializable;
import java.util.function.IntFunction;

/**
 * What a task computes of one block, the same in every exchange.
 *
 * @param objective whose loss and gradient
 * @param plan which rows make which batch
 */
public record BlockWork(Objective objective, BatchPlan plan) implements Serializable {
  private static final double[] NOTHING = new double[0];

  /**
   * The gradient of a block's rows in a batch, and behind it their loss.
   *
   * @param arrays makes the array of zeros that is filled; asked only where there are such rows
   * @return empty where the block has none
   */
  public double[] gradient(
      PackedBlock block, int epoch, int batch, double[] parameters, IntFunction<double[]> arrays) {
    double[][] sums = {NOTHING};
    GradientSum[] begun = new GradientSum[1];
    block.visitBatch(
        plan,
        epoch,
        batch,
        (piece, firstRow, rows, count) -> {
          if (begun[0] == null) {
            sums[0] = arrays.apply(parameters.length + 1);
            begun[0] = objective.beginBatch(plan.key(epoch, batch), parameters, sums[0]);
          }
          begun[0].add(piece, firstRow, rows, count);
        });
    if (begun[0] != null) {
      sums[0][parameters.length] += begun[0].finish();
    }
    return sums[0];
  }

  /** The sums of the objective's measures over all rows of a block. */
  public double[] measures(PackedBlock block, double[] parameters) {
    Measures measures = objective.measures();
    double[] sums = new double[measures.size()];
    block.visitAll((piece, rows, count) -> measures.add(piece, rows, count, parameters, sums));
    return sums;
  }
}

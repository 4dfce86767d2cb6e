package dev.bellows.train.exchange;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.PackedBlock;
import dev.bellows.linalg.Vector;
import dev.bellows.model.Measures;
import dev.bellows.model.Objective;
import java.io.Serializable;

/**
 * What a task computes of one block, the same in every exchange.
 *
 * @param objective whose loss and gradient
 * @param plan which rows make which batch
 */
public record BlockWork(Objective objective, BatchPlan plan) implements Serializable {

  /**
   * The gradient of a block's rows in a batch, and behind it their loss.
   *
   * @param sum where it is added up; empty before and after
   * @return nothing where the block has no such rows
   */
  public Vector gradient(
      PackedBlock block, int epoch, int batch, double[] parameters, BatchSum sum) {
    sum.begin(objective.inEpoch(epoch), plan.key(epoch, batch), parameters);
    block.visitBatch(plan, epoch, batch, sum::add);
    return sum.take();
  }

  /** The sums of the objective's measures over all rows of a block. */
  public double[] measures(PackedBlock block, double[] parameters) {
    Measures measures = objective.measures();
    double[] sums = new double[measures.size()];
    block.visitAll((piece, rows, count) -> measures.add(piece, rows, count, parameters, sums));
    return sums;
  }
}

package dev.bellows.train.exchange;

import dev.bellows.data.BatchPlan;
import dev.bellows.data.PackedBlock;
import dev.bellows.linalg.DenseVector;
import dev.bellows.linalg.OrderedSum;
import dev.bellows.linalg.Vector;
import dev.bellows.model.Objective;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Gradients of blocks at hand, computed in the calling thread, with the bits of every other
 * exchange: how a task of Spark trains a whole model by itself.
 */
public final class BlockGradients implements BatchGradients {
  private final BlockWork work;
  private final List<PackedBlock> blocks;
  private final List<PackedBlock> held;
  private final Deque<double[]> spare = new ArrayDeque<>();
  private final BatchSum sum = new BatchSum(this::zeros);
  private final OrderedSum all;
  private Vector given = DenseVector.NOTHING; // the caller's until it asks again

  /**
   * Gradients of a training.
   *
   * @param rows all blocks of the training rows, ascending; others may read them at the same time
   * @param heldRows those of the rows held out; empty for none
   */
  public BlockGradients(
      Objective objective, BatchPlan plan, List<PackedBlock> rows, List<PackedBlock> heldRows) {
    work = new BlockWork(objective, plan);
    blocks = rows.stream().map(PackedBlock::view).toList();
    held = List.copyOf(heldRows);
    all = new OrderedSum(blocks.size(), 0, spare::push);
  }

  private double[] zeros(int length) {
    double[] array = spare.poll();
    if (array == null || array.length != length) {
      return new double[length];
    }
    Arrays.fill(array, 0);
    return array;
  }

  @Override
  public Vector sum(double[] parameters, Optional<int[]> changed, int epoch, int batch) {
    if (given instanceof DenseVector dense && !dense.isNothing()) {
      spare.push(dense.toArray());
    }
    if (blocks.size() == 1) {
      given = work.gradient(blocks.get(0), epoch, batch, parameters, sum);
    } else {
      for (int b = 0; b < blocks.size(); b++) {
        all.add(b, work.gradient(blocks.get(b), epoch, batch, parameters, sum));
      }
      given = all.sum();
    }
    return given;
  }

  @Override
  public double[] measures(double[] parameters, Part part) {
    List<PackedBlock> of = part == Part.TRAINING ? blocks : held;
    if (of.isEmpty()) {
      throw new IllegalArgumentException("no rows are held out");
    }
    OrderedSum sums = new OrderedSum(of.size());
    for (int b = 0; b < of.size(); b++) {
      sums.add(b, work.measures(of.get(b), parameters));
    }
    return sums.total();
  }
}

package dev.bellows.optim;

import dev.bellows.linalg.Layout;
import dev.bellows.linalg.SparseVector;
import dev.bellows.linalg.Vector;
import dev.bellows.linalg.Vectors;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes an optimizer's steps from sums over batches: the mean, its norm, and the update, where all
 * of it is finite or the optimizer throws such batches away. For one thread.
 */
public final class BatchUpdate {
  private final Optimizer optimizer;
  private final double[] parameters;
  private final OptimizerState state;
  private final boolean averages; // whether some tensors are moving averages
  private double[] all; // of sparse gradients, where the optimizer wants all elements; null: never
  private double loss;
  private double norm;
  private double rate;
  private boolean finite;

  /**
   * Steps of these parameters.
   *
   * @param parameters changed in place
   * @param state changed in place
   */
  public BatchUpdate(Optimizer optimizer, double[] parameters, OptimizerState state) {
    this.optimizer = optimizer;
    this.parameters = parameters;
    this.state = state;
    averages = optimizer.layout().tensors().stream().anyMatch(slot -> slot.average() > 0);
  }

  /**
   * Takes a step.
   *
   * @param sums the summed gradient and behind it the summed loss; overwritten
   * @param rows the number of rows that were summed, at least 1
   * @return {@link Outcome#REFUSED} where something is not finite, and the parameters are as before
   */
  public Outcome apply(Vector sums, long rows) {
    int size = parameters.length;
    norm =
        sums instanceof SparseVector listed
            ? listed.divideAndNorm(rows, size)
            : Vectors.divideAndNorm(sums.toArray(), rows, size);
    loss = sums.get(size) / rows;
    rate = optimizer.learningRate(state);
    finite = Double.isFinite(loss) && Double.isFinite(norm);
    norm = averages ? normWithoutAverages(sums) : norm;
    Vector gradient = sums;
    if (!finite) {
      if (!optimizer.takesNotFinite()) {
        return Outcome.REFUSED;
      }
      gradient = withoutFinite(sums);
    }
    if (gradient instanceof SparseVector listed) {
      if (optimizer.takesSparse()) {
        return optimizer.step(listed, parameters, state);
      }
      return optimizer.step(scattered(listed), parameters, state);
    }
    return optimizer.step(gradient.toArray(), parameters, state);
  }

  /** What stands at moving averages is no gradient. */
  private double normWithoutAverages(Vector gradient) {
    double squares = 0;
    for (Layout.Slot slot : optimizer.layout().tensors()) {
      int end = slot.average() > 0 ? slot.offset() : slot.offset() + slot.size();
      for (int i = slot.offset(); i < end; i++) {
        squares += gradient.get(i) * gradient.get(i);
      }
    }
    return Math.sqrt(squares);
  }

  /** A gradient can look finite where its loss, or its norm, is not: this one does not. */
  private static Vector withoutFinite(Vector sums) {
    if (sums instanceof SparseVector) {
      return new SparseVector(sums.length(), new int[] {0}, new double[] {Double.NaN});
    }
    sums.toArray()[0] = Double.NaN;
    return sums;
  }

  private double[] scattered(SparseVector listed) {
    if (all == null) {
      all = new double[listed.length()];
    }
    Arrays.fill(all, 0);
    listed.scatter(all, 0);
    return all;
  }

  /**
   * The parameters that the last step can have moved, ascending; empty where it may be any. Numbers
   * behind the last parameter do not count.
   */
  public Optional<int[]> moved() {
    return state.moved();
  }

  /** The mean loss of the last batch. */
  public double loss() {
    return loss;
  }

  /** The Euclidean norm of the last batch's mean gradient. */
  public double norm() {
    return norm;
  }

  /** The learning rate of the last step. */
  public double rate() {
    return rate;
  }

  /** Whether loss and gradient of the last batch were finite. */
  public boolean finite() {
    return finite;
  }
}

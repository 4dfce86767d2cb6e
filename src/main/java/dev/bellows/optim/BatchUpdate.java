package dev.bellows.optim;

import dev.bellows.linalg.Vectors;

/**
 * Takes an optimizer's steps from sums over batches: the mean, its norm, and the update, where all
 * of it is finite or the optimizer throws such batches away. For one thread.
 */
public final class BatchUpdate {
  private final Optimizer optimizer;
  private final double[] parameters;
  private final OptimizerState state;
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
  }

  /**
   * Takes a step.
   *
   * @param sums the summed gradient and behind it the summed loss; overwritten
   * @param rows the number of rows that were summed, at least 1
   * @return {@link Outcome#REFUSED} where something is not finite, and the parameters are as before
   */
  public Outcome apply(double[] sums, long rows) {
    int size = parameters.length;
    norm = Vectors.divideAndNorm(sums, rows, size);
    loss = sums[size] / rows;
    rate = optimizer.learningRate(state);
    finite = Double.isFinite(loss) && Double.isFinite(norm);
    if (!finite) {
      if (!optimizer.takesNotFinite()) {
        return Outcome.REFUSED;
      }
      sums[0] = Double.NaN; // a gradient can look finite where its loss, or its norm, is not
    }
    return optimizer.step(sums, parameters, state);
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

package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import java.io.Serializable;
import java.util.Optional;

/**
 * A function of parameters and examples that training makes small. It only adds up: the mean over
 * the batch is taken once, by the engine, so that rows may be spread over any number of tasks.
 *
 * <p>An implementation is a value: it keeps nothing between calls, and is called by many threads.
 */
public interface Objective extends Serializable {

  /** The named tensors of the flat parameter vector. */
  Layout layout();

  /** Parameters to begin with: a function of the seed and nothing else. */
  double[] initialParameters(long seed);

  /**
   * Adds the gradients of the chosen rows' losses to {@code gradient} and returns the sum of their
   * losses. A row that has a weight counts as often as it says; weights of a training's rows have
   * the mean 1, so that the mean over rows is the weighted mean.
   *
   * @param examples the rows to choose from
   * @param rows the chosen row numbers, in the order in which they are added
   * @param count how many elements of {@code rows} count
   * @param parameters as laid out by {@link #layout()}; only read
   * @param gradient at least as long as the parameters; elements behind them are left alone
   */
  double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient);

  /** Returns the sum of the losses of the chosen rows; see {@link #addLossAndGradient}. */
  double loss(Examples examples, int[] rows, int count, double[] parameters);

  /**
   * Begins the sum over rows of one batch, for training: of those that one task has, in their
   * order. Only here do objectives draw at random that do so in training (dropout): by the key and
   * the rows' global numbers, so that a repeated task draws the same, and so does any number of
   * tasks.
   *
   * @param key of the seed, the epoch and the batch
   * @param parameters as laid out by {@link #layout()}; not changed before the sum is finished
   * @param gradient at least as long as the parameters; elements behind them are left alone
   */
  default GradientSum beginBatch(long key, double[] parameters, double[] gradient) {
    return new PieceByPiece(this, parameters, gradient);
  }

  /**
   * This objective as it trains in an epoch: of tensors that are frozen then it need not compute a
   * gradient.
   *
   * @param epoch from 0 on
   */
  default Objective inEpoch(int epoch) {
    return this;
  }

  /**
   * Which parameters the gradients of examples reach, where that is worth knowing because they are
   * few. Exchanges and optimizers then look at no others.
   *
   * @return nothing where gradients are dense
   */
  default Optional<Support> support(Examples examples) {
    return Optional.empty();
  }

  /** What tells how good parameters are: the loss, and whatever else this objective measures. */
  default Measures measures() {
    return new LossMeasure(this);
  }
}

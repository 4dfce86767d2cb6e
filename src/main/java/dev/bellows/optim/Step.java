package dev.bellows.optim;

import dev.bellows.linalg.SparseVector;
import dev.bellows.linalg.Vectors;
import java.util.List;

/** What all ranges of one step share. One object serves all steps of a training. */
public final class Step {
  private final List<TensorRule> tensors;
  private final double[] rates;
  private final boolean[] frozen; // in this step
  private final long[] before; // the time at which a tensor was frozen last
  private long number;
  private long time;
  private double[] update; // null: it is sparse
  private SparseVector sparse; // null: it is not
  private double[] parameters;

  Step(List<TensorRule> tensors) {
    this.tensors = tensors;
    rates = new double[tensors.size()];
    frozen = new boolean[tensors.size()];
    before = new long[tensors.size()];
  }

  void begin(long newNumber, long newTime, double[] newParameters) {
    number = newNumber;
    time = newTime;
    parameters = newParameters;
  }

  void setUpdate(double[] gradient) {
    update = gradient;
    sparse = null;
  }

  void setUpdate(SparseVector gradient) {
    update = null;
    sparse = gradient;
  }

  void setLearningRate(int tensor, double rate) {
    rates[tensor] = rate;
  }

  void freeze(int tensor, boolean now, long timeBefore) {
    frozen[tensor] = now;
    before[tensor] = timeBefore;
  }

  boolean isFrozen(int tensor) {
    return frozen[tensor];
  }

  /** The number of this step since the moments began, for tensors that were never frozen. */
  public long number() {
    return number;
  }

  /**
   * The number of this step since the moments of this tensor began, 1 for the first: what
   * corrections go by. Those of one that was frozen begin with its first step.
   */
  public long number(int tensor) {
    return frozen[tensor] ? number : Math.min(number, time - before[tensor]);
  }

  /** The number of this step since the training began, 1 for the first: what schedules go by. */
  public long time() {
    return time;
  }

  /** The same, but since this tensor began to move, where it was frozen. */
  public long time(int tensor) {
    return frozen[tensor] ? time : time - before[tensor];
  }

  /** The number of tensors. */
  public int tensors() {
    return rates.length;
  }

  /** Whether this tensor takes part in the step. */
  public boolean moves(int tensor) {
    return !frozen[tensor] && tensors.get(tensor).learns();
  }

  /** The weight decay for this tensor: {@code usual}, unless its group says another. */
  public double weightDecay(int tensor, double usual) {
    return tensors.get(tensor).decayOr(usual);
  }

  double l1(int tensor, double usual) {
    return tensors.get(tensor).l1Or(usual);
  }

  /** The sum of the squared elements of one tensor's gradient, or of what links have made of it. */
  public double squaredNormOfUpdate(int tensor) {
    TensorRule rule = tensors.get(tensor);
    return sparse == null
        ? squaredNorm(update, tensor)
        : sparse.sumOfSquares(rule.from(), rule.to());
  }

  /** The sum of the squared elements of one tensor. */
  public double squaredNormOfParameters(int tensor) {
    return squaredNorm(parameters, tensor);
  }

  private double squaredNorm(double[] array, int tensor) {
    int from = tensors.get(tensor).from();
    return Vectors.dot(array, from, array, from, tensors.get(tensor).to() - from);
  }

  double learningRate(int tensor) {
    return rates[tensor];
  }

  double[] update() {
    return update;
  }

  double[] parameters() {
    return parameters;
  }
}

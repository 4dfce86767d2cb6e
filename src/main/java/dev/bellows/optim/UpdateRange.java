package dev.bellows.optim;

import java.util.Arrays;

/**
 * A range of elements of one tensor, handed from link to link of a chain. One object serves all
 * steps and is moved along, so that a step allocates nothing.
 *
 * <p>One index serves the update, the parameters and the arrays of the state: the compiler makes
 * vector code of loops over several arrays only where they all stand at the same index. The arrays
 * need not be the whole ones: elements that stand far apart are gathered into short arrays first.
 */
public final class UpdateRange {
  private final Step step;
  private final double[] update; // null: the step's
  private final double[] parameters; // null: the step's
  private final int[] elements; // null: each is its own number
  private int tensor;
  private int from;
  private int to;
  private double[] rates;

  UpdateRange(Step step) {
    this(step, null, null, null);
  }

  /** One over elements that have been gathered from their places. */
  UpdateRange(Step step, double[] update, double[] parameters, int[] elements) {
    this.step = step;
    this.update = update;
    this.parameters = parameters;
    this.elements = elements;
  }

  void moveTo(int newTensor, int newFrom, int newTo) {
    tensor = newTensor;
    from = newFrom;
    to = newTo;
  }

  /** Room for the step sizes of a range, made when it is first asked for, and filled with ones. */
  double[] rates(int size) {
    if (rates == null) {
      rates = new double[size];
    }
    Arrays.fill(rates, 1);
    return rates;
  }

  /**
   * Turns the update into that of a proximal step: what it leads to is moved towards zero by α
   * times the size of the step, and no further than zero.
   *
   * @param sizes of the steps, for the elements of this range from index 0 on
   */
  void shrink(double alpha, double[] sizes) {
    double[] change = update();
    double[] x = parameters();
    for (int i = from; i < to; i++) {
      double there = x[i] - change[i];
      double bound = sizes[i - from] * alpha;
      if (Math.abs(there) <= bound) {
        change[i] = x[i]; // to zero exactly
      } else {
        change[i] += Math.copySign(bound, there);
      }
    }
  }

  /** The step that this range belongs to. */
  public Step step() {
    return step;
  }

  /**
   * The gradient, or what the links before have made of it; the link writes its result here, within
   * the range.
   */
  public double[] update() {
    return update == null ? step.update() : update;
  }

  /** The parameters before this step; only read, within the range. */
  public double[] parameters() {
    return parameters == null ? step.parameters() : parameters;
  }

  /** Which of all parameters stands at an index of this range. */
  public int element(int index) {
    return elements == null ? index : elements[index];
  }

  /** The first element of the range. */
  public int from() {
    return from;
  }

  /** The element behind the last one. */
  public int to() {
    return to;
  }

  /** The number of the tensor in the layout. */
  public int tensor() {
    return tensor;
  }

  /** The number of this step since the moments of this tensor began, 1 for the first. */
  public long number() {
    return step.number(tensor);
  }

  /** The learning rate in force for this tensor. */
  public double learningRate() {
    return step.learningRate(tensor);
  }

  /** The weight decay for this tensor: {@code usual}, unless its group says another. */
  public double weightDecay(double usual) {
    return step.weightDecay(tensor, usual);
  }

  /** The L1 weight for this tensor: {@code usual}, unless it is spared. */
  public double l1(double usual) {
    return step.l1(tensor, usual);
  }
}

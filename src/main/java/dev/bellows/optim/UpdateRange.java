package dev.bellows.optim;

/**
 * A range of elements of one tensor, handed from link to link of a chain. One object serves all
 * steps and is moved along, so that a step allocates nothing.
 *
 * <p>One index serves the update, the parameters and the arrays of the state: the compiler makes
 * vector code of loops over several arrays only where they all stand at the same index.
 */
public final class UpdateRange {
  private final Step step;
  private int tensor;
  private int from;
  private int to;
  private double[] rates;

  UpdateRange(Step step) {
    this.step = step;
  }

  void moveTo(int newTensor, int newFrom, int newTo) {
    tensor = newTensor;
    from = newFrom;
    to = newTo;
  }

  /** Room for the step sizes of a range, made when it is first asked for. */
  double[] rates(int size) {
    if (rates == null) {
      rates = new double[size];
    }
    return rates;
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
    return step.update();
  }

  /** The parameters before this step, all of them; only read. */
  public double[] parameters() {
    return step.parameters();
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

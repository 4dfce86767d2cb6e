package dev.bellows.optim;

/**
 * A range of elements of one tensor, handed from link to link of a chain. One object serves all
 * steps and is moved along, so that a step allocates nothing.
 *
 * <p>Element {@code k} of the range is {@code update()[k]}, and element {@code offset() + k} of the
 * parameters and of the state's arrays.
 */
public final class UpdateRange {
  /** The most elements of a range: so few that five arrays of them stay in a first-level cache. */
  static final int LENGTH = 1024;

  private final double[] update = new double[LENGTH];
  private final Step step;
  private int tensor;
  private int offset;
  private int length;

  UpdateRange(Step step) {
    this.step = step;
  }

  void moveTo(int newTensor, int newOffset, int newLength) {
    tensor = newTensor;
    offset = newOffset;
    length = newLength;
  }

  /** The step that this range belongs to. */
  public Step step() {
    return step;
  }

  /**
   * The gradient, or what the links before have made of it; the link writes its result here. Counts
   * from 0 to {@link #length}.
   */
  public double[] update() {
    return update;
  }

  /** The parameters before this step, all of them; only read. */
  public double[] parameters() {
    return step.parameters();
  }

  /** Where the range begins in the parameters and in the state's arrays. */
  public int offset() {
    return offset;
  }

  /** The number of elements. */
  public int length() {
    return length;
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
}

package dev.bellows.optim;

/**
 * A range of elements of one step, handed from link to link of a chain. One object serves a whole
 * step and is moved along, so that a step allocates nothing for its ranges.
 */
public final class UpdateRange {
  private final long step;
  private final double[] update;
  private final double[] parameters;
  private int from;
  private int to;

  UpdateRange(long step, double[] update, double[] parameters) {
    this.step = step;
    this.update = update;
    this.parameters = parameters;
  }

  void moveTo(int newFrom, int newTo) {
    from = newFrom;
    to = newTo;
  }

  /** The number of this step, 1 for the first. */
  public long step() {
    return step;
  }

  /** The gradient, or what the links before have made of it; the link writes its result here. */
  public double[] update() {
    return update;
  }

  /** The parameters before this step; only read. */
  public double[] parameters() {
    return parameters;
  }

  /** The first element of the range. */
  public int from() {
    return from;
  }

  /** The element behind the last one. */
  public int to() {
    return to;
  }
}

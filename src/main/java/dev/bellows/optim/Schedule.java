package dev.bellows.optim;

/** The learning rate as a function of the step. */
@FunctionalInterface
public interface Schedule {

  /**
   * The rate in force.
   *
   * @param step the number of the update, 1 for the first
   */
  double rate(long step);

  /** The same rate for ever. */
  static Schedule constant(double rate) {
    return step -> rate;
  }
}

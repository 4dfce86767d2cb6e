package dev.bellows.optim;

import java.io.Serializable;

/** The learning rate as a function of the step. */
@FunctionalInterface
public interface Schedule extends Serializable {

  /**
   * The rate in force.
   *
   * @param step the number of the update, 1 for the first
   */
  double rate(long step);

  /** The same rate for ever. */
  static Schedule constant(double rate) {
    return new Constant(rate);
  }

  /**
   * The same rate for ever; a value, like all schedules.
   *
   * @param base the rate
   */
  record Constant(double base) implements Schedule {
    @Override
    public double rate(long step) {
      return base;
    }
  }
}

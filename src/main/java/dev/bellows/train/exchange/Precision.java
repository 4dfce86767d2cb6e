package dev.bellows.train.exchange;

/** How exactly parameters and gradients travel between the driver and the tasks. */
public enum Precision {
  /** As they are. */
  DOUBLE,
  /**
   * Half the bytes: parameters, the gradient of each block and each sum of two of them are rounded
   * to single precision, whatever the number of tasks, so that this too gives the same bits
   * everywhere. Each of the few roundings errs by at most 6e-8 of the value. The loss is not
   * rounded, nor are the parameters on the driver.
   */
  SINGLE,
  /**
   * A quarter of the bytes, for the changes of rounds only: the upper half of a single, rounded to
   * nearest, ties to even. Each rounding errs by at most 1/256 of the value.
   */
  BFLOAT16;

  /** How many first elements of sums of {@code parameters} gradients are rounded. */
  public int singles(int parameters) {
    return this == SINGLE ? parameters : 0;
  }
}

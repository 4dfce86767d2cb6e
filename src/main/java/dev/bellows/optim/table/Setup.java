package dev.bellows.optim.table;

import dev.bellows.linalg.Layout;

/**
 * What an optimizer has to know of the training that it is made for.
 *
 * @param layout the parameters, whose names groups and masks use
 * @param batches the batches of the whole training; schedules that end with it need that
 * @param seed what noise depends on
 * @param epoch the batches of an epoch; 0 where there are no epochs
 */
public record Setup(Layout layout, long batches, long seed, long epoch) {

  /** A training that knows no epochs. */
  public Setup(Layout layout, long batches, long seed) {
    this(layout, batches, seed, 0);
  }

  /** For so many parameters in one tensor named {@code parameters}. */
  public static Setup of(int size, long batches) {
    return new Setup(Layout.builder().add("parameters", size).build(), batches, 1);
  }
}

package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * The same rate for ever.
 *
 * @param base η
 */
public record Constant(double base) implements Schedule {

  @Override
  public double rate(long step) {
    return base;
  }
}

package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * The rate falls by a factor with every step: η·γ^t. PyTorch's {@code ExponentialLR} counts t = 0,
 * 1, … and so begins at η; the books' η·α^t counts t = 1, 2, … and begins at η·α.
 *
 * @param base η
 * @param factor γ, what each step leaves of the rate
 * @param countFrom the t of the first step, 0 or 1
 */
public record Exponential(double base, double factor, long countFrom) implements Schedule {

  @Override
  public double rate(long step) {
    return base * Math.pow(factor, step - 1 + countFrom);
  }
}

package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * Half cosines one after the other, each from η towards low: low + (η − low)·(1 + cos(πt/T))/2,
 * where t = 0, 1, … counts the steps since the last restart and T is the length of that period
 * (SGDR; Loshchilov and Hutter 2017). PyTorch's {@code CosineAnnealingWarmRestarts}.
 *
 * @param base η, the rate at every restart
 * @param low what each period falls towards
 * @param period the steps of the first period, at least 1
 * @param growth how many times longer each period is than the one before, at least 1
 */
public record CosineRestarts(double base, double low, long period, long growth)
    implements Schedule {

  /** Checks that the periods have steps. */
  public CosineRestarts {
    if (period < 1 || growth < 1) {
      throw new IllegalArgumentException(
          "period = %d and growth = %d must be at least 1".formatted(period, growth));
    }
  }

  @Override
  public double rate(long step) {
    long t = step - 1;
    long length = period;
    if (growth == 1) {
      t %= period;
    }
    while (t >= length) {
      t -= length;
      // A product that is too large for a long is longer than any run.
      length = length > Long.MAX_VALUE / growth ? Long.MAX_VALUE : length * growth;
    }
    return Cosine.fall(base, low, (double) t / length);
  }
}

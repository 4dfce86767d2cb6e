package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * A factor of the rate moves along a line and then stays: η·(s + (e − s)·min(t, T)/T) with t = step
 * − 1, PyTorch's {@code LinearLR}.
 *
 * @param base η
 * @param startFactor s, the first step's part of η
 * @param endFactor e, the part of η from step T + 1 on
 * @param steps T; with 0 steps the factor is e at once
 */
public record LinearWarmUp(double base, double startFactor, double endFactor, long steps)
    implements Schedule {

  @Override
  public double rate(long step) {
    long t = step - 1;
    double factor =
        t >= steps ? endFactor : startFactor + (endFactor - startFactor) * ((double) t / steps);
    return base * factor;
  }
}

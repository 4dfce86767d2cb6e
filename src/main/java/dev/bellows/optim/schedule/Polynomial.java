package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * The rate falls to its lowest value along a power: low + (η − low)·(1 − min(t, T)/T)^p with t =
 * step − 1, PyTorch's {@code PolynomialLR} where low = 0. It stays there afterwards.
 *
 * @param base η, the rate of the first step
 * @param low the rate from step T + 1 on
 * @param steps T; with 0 steps the rate is low at once
 * @param power p: 1 falls along a line, 2 ends gently
 */
public record Polynomial(double base, double low, long steps, double power) implements Schedule {

  @Override
  public double rate(long step) {
    long t = step - 1;
    double left = t >= steps ? 0 : 1 - (double) t / steps;
    return low + (base - low) * Math.pow(left, power);
  }
}

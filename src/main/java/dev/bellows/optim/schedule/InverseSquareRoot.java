package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * The rate rises along a line for w steps and then falls with the root of time: η·min(t/w, √(w/t))
 * with t = 1, 2, …. It is the Transformer's schedule (Vaswani et al. 2017, equation 3), scaled so
 * that its peak, at step w, is η.
 *
 * @param base η, the rate of step w
 * @param warmUp w, at least 1; with 1 the rate falls from the first step on
 */
public record InverseSquareRoot(double base, long warmUp) implements Schedule {

  @Override
  public double rate(long step) {
    double time = (double) step / warmUp;
    return base * Math.min(time, 1 / Math.sqrt(time));
  }
}

package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * The rate falls along half a cosine: low + (η − low)·(1 + cos(πt/T))/2 with t = step − 1
 * (Loshchilov and Hutter 2017, equation 5). Behind its end it stays at low; mirrored, it rises
 * again to η in as many steps and so on for ever, which is what PyTorch's {@code CosineAnnealingLR}
 * does.
 *
 * @param base η, the rate of the first step
 * @param low the rate of step T + 1
 * @param steps T; with 0 steps the rate is low at once
 * @param mirror whether it rises again behind its end
 */
public record Cosine(double base, double low, long steps, boolean mirror) implements Schedule {

  @Override
  public double rate(long step) {
    long t = step - 1;
    if (t >= steps) {
      if (!mirror || steps == 0) {
        return low;
      }
      long half = t / steps;
      t = half % 2 == 0 ? t % steps : steps - t % steps;
    }
    return fall(base, low, (double) t / steps);
  }

  /** From {@code high} to {@code low} along half a cosine, as {@code part} goes from 0 to 1. */
  static double fall(double high, double low, double part) {
    return low + (high - low) / 2 * (1 + Math.cos(Math.PI * part));
  }
}

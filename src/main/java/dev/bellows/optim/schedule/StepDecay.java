package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * The rate falls by a factor every so many steps: η·γ^⌊t/every⌋ with t = step − 1, PyTorch's {@code
 * StepLR}.
 *
 * @param base η, the rate of the first step
 * @param every how many steps lie between two falls, at least 1
 * @param factor γ, what each fall leaves of the rate
 */
public record StepDecay(double base, long every, double factor) implements Schedule {

  /** Checks that there are steps between the falls. */
  public StepDecay {
    if (every < 1) {
      throw new IllegalArgumentException("every = " + every + " must be at least 1");
    }
  }

  @Override
  public double rate(long step) {
    return base * Math.pow(factor, (step - 1) / every);
  }
}

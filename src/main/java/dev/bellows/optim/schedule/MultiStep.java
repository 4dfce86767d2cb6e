package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;
import java.util.List;

/**
 * The rate falls by a factor at each milestone: η·γ^n, where n counts the milestones up to t = step
 * − 1, PyTorch's {@code MultiStepLR}. A milestone that is listed twice counts twice. A milestone of
 * 100 means that 100 steps have the rate before it.
 *
 * @param base η, the rate of the first step
 * @param milestones after how many steps the rate falls
 * @param factor γ, what each fall leaves of the rate
 */
public record MultiStep(double base, List<Long> milestones, double factor) implements Schedule {

  /** Keeps an unmodifiable copy. */
  public MultiStep {
    milestones = List.copyOf(milestones);
  }

  @Override
  public double rate(long step) {
    long passed = milestones.stream().filter(milestone -> milestone < step).count();
    return base * Math.pow(factor, passed);
  }
}

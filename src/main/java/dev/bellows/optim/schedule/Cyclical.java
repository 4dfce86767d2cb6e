package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * The rate goes up and down along lines for ever (Smith 2017), PyTorch's {@code CyclicLR}: low +
 * (high − low)·x·s, where x rises from 0 to 1 in {@code up} steps and falls back in {@code down}
 * steps, and the scale s is the mode's. The first step's rate is low.
 *
 * @param low the rate between two cycles
 * @param high the first cycle's peak
 * @param up the steps on which it rises, at least 1
 * @param down the steps on which it falls, at least 0
 * @param mode how the height of the cycles changes
 * @param factor γ of the mode exp-range, the other modes have no use for it
 */
public record Cyclical(double low, double high, long up, long down, Mode mode, double factor)
    implements Schedule {

  /** How the height of the cycles changes with time. */
  public enum Mode {
    /** s = 1: all cycles are equally high. */
    TRIANGULAR,
    /** s = 1/2^c for the cycles c = 0, 1, …: each is half as high as the one before. */
    TRIANGULAR2,
    /** s = γ^t with t = step − 1: the height falls with every step. */
    EXP_RANGE
  }

  /** Checks that a cycle has steps. */
  public Cyclical {
    if (up < 1 || down < 0) {
      throw new IllegalArgumentException(
          "steps-up = %d must be at least 1, steps-down = %d at least 0".formatted(up, down));
    }
  }

  @Override
  public double rate(long step) {
    long t = step - 1;
    long length = up + down;
    long within = t % length;
    double height = within <= up ? (double) within / up : (double) (length - within) / down;
    double scale =
        switch (mode) {
          case TRIANGULAR -> 1;
          case TRIANGULAR2 -> Math.pow(2, -(t / length));
          case EXP_RANGE -> Math.pow(factor, t);
        };
    return low + (high - low) * height * scale;
  }
}

package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;
import java.util.List;

/**
 * Parts of the rate by a list: η·f₀ for the first m₁ steps, then η·f₁ up to step m₂, and so on.
 * Interpolated, the factor moves along lines through the points (0, f₀), (m₁, f₁), … of t = step −
 * 1. From the last milestone on the last factor stays.
 *
 * @param base η
 * @param milestones m, strictly ascending, each at least 1
 * @param factors f, one more than there are milestones
 * @param interpolate whether the factor moves along lines instead of jumping
 */
public record Piecewise(
    double base, List<Long> milestones, List<Double> factors, boolean interpolate)
    implements Schedule {

  /** Checks that the lists fit together and keeps unmodifiable copies. */
  public Piecewise {
    milestones = List.copyOf(milestones);
    factors = List.copyOf(factors);
    if (factors.size() != milestones.size() + 1) {
      throw new IllegalArgumentException(
          "%d milestones need %d factors, not %d"
              .formatted(milestones.size(), milestones.size() + 1, factors.size()));
    }
  }

  @Override
  public double rate(long step) {
    long t = step - 1;
    int piece = (int) milestones.stream().filter(milestone -> milestone <= t).count();
    double factor = factors.get(piece);
    if (interpolate && piece < milestones.size()) {
      long start = piece == 0 ? 0 : milestones.get(piece - 1);
      double part = (double) (t - start) / (milestones.get(piece) - start);
      factor += (factors.get(piece + 1) - factor) * part;
    }
    return base * factor;
  }
}

package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;

/**
 * One rise and one long fall (Smith and Topin 2018), PyTorch's {@code OneCycleLR}: from peak/d₁ up
 * to peak at t = rise·T − 1, then down to peak/(d₁·d₂) at t = T − 1, with t = step − 1. In three
 * phases it falls back to peak/d₁ as fast as it rose, by t = 2·rise·T − 2, and from there to the
 * end. Behind the end the last rate stays.
 *
 * @param peak the highest rate
 * @param steps T
 * @param rise the part of the steps on which the rate rises, from 0 to below 1
 * @param anneal the form of each phase
 * @param startDivisor d₁, PyTorch's {@code div_factor}
 * @param endDivisor d₂, PyTorch's {@code final_div_factor}
 * @param threePhase whether the fall stops at the first rate on its way
 */
public record OneCycle(
    double peak,
    long steps,
    double rise,
    Anneal anneal,
    double startDivisor,
    double endDivisor,
    boolean threePhase)
    implements Schedule {

  /** How the rate goes from one corner of the cycle to the next. */
  public enum Anneal {
    /** Along half a cosine. */
    COS,
    /** Along a line. */
    LINEAR
  }

  @Override
  public double rate(long step) {
    return at(Math.min(step, steps) - 1);
  }

  /**
   * The formula at time t = step − 1, also behind the end, where its last phase simply goes on;
   * PyTorch lets that happen once, at t = T.
   */
  public double at(long t) {
    double first = peak / startDivisor;
    double last = first / endDivisor;
    double top = rise * steps - 1;
    double back = 2 * rise * steps - 2;
    if (t <= top) {
      return between(first, peak, part(t, 0, top));
    }
    if (!threePhase) {
      return between(peak, last, part(t, top, steps - 1));
    }
    return t <= back
        ? between(peak, first, part(t, top, back))
        : between(first, last, part(t, back, steps - 1));
  }

  /** How much of a phase is over; a phase without length is over at once. */
  private static double part(double t, double start, double end) {
    return end > start ? (t - start) / (end - start) : 1;
  }

  private double between(double start, double end, double part) {
    return switch (anneal) {
      case COS -> Cosine.fall(start, end, part);
      case LINEAR -> (end - start) * part + start;
    };
  }
}

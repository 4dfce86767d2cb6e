package dev.bellows.optim.schedule;

import dev.bellows.optim.Schedule;
import java.io.Serializable;
import java.util.List;

/**
 * Schedules one after the other: each lasts so many steps, and the next one's clock begins with its
 * own first step. Behind the end of the last part the last rate stays.
 *
 * @param parts at least one, in the order of time
 */
public record Sequence(List<Part> parts) implements Schedule {

  /**
   * One schedule and how long it lasts.
   *
   * @param schedule asked for the steps 1, 2, … of its own clock
   * @param steps how long it lasts, at least 1; {@link Long#MAX_VALUE} to go on for ever
   */
  public record Part(Schedule schedule, long steps) implements Serializable {

    /** Checks that the part lasts. */
    public Part {
      if (steps < 1) {
        throw new IllegalArgumentException("a part of " + steps + " steps must have at least 1");
      }
    }
  }

  /** Keeps an unmodifiable copy. */
  public Sequence {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a sequence needs at least one part");
    }
  }

  @Override
  public double rate(long step) {
    long own = step;
    for (Part part : parts.subList(0, parts.size() - 1)) {
      if (own <= part.steps()) {
        return part.schedule().rate(own);
      }
      own -= part.steps();
    }
    Part last = parts.get(parts.size() - 1);
    return last.schedule().rate(Math.min(own, last.steps()));
  }
}

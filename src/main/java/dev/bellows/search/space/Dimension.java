package dev.bellows.search.space;

import dev.bellows.InputException;
import java.util.List;

/**
 * One setting that is searched.
 *
 * @param key its name, such as {@code optimizer.learning-rate}
 * @param range its values
 * @param when all of these have to hold for it to apply; empty: it always does
 */
public record Dimension(String key, Range range, List<Condition> when) {

  /**
   * Keeps an unmodifiable copy of the conditions.
   *
   * @throws InputException if nothing can be drawn from the range, or a condition has no values
   */
  public Dimension {
    when = List.copyOf(when);
    range
        .fault()
        .ifPresent(
            fault -> {
              throw new InputException(key + ": " + fault);
            });
    for (Condition condition : when) {
      if (condition.values().isEmpty()) {
        throw new InputException(
            "%s: when %s: an empty list; it takes at least one value"
                .formatted(key, condition.key()));
      }
    }
  }

  /** One that always applies. */
  public Dimension(String key, Range range) {
    this(key, range, List.of());
  }
}

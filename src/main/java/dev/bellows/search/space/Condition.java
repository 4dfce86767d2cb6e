package dev.bellows.search.space;

import java.util.List;

/**
 * A setting only applies where another one has one of some values: momentum where the optimizer has
 * it.
 *
 * @param key of another setting of the space, or of what the trials have in common
 * @param values at least one
 */
public record Condition(String key, List<Object> values) {

  /** Keeps an unmodifiable copy. */
  public Condition {
    values = List.copyOf(values);
  }

  /**
   * Whether it holds.
   *
   * @param setting what {@link #key} is set to; null where that does not apply either
   */
  boolean holds(Object setting) {
    return setting != null && values.stream().anyMatch(value -> Values.same(value, setting));
  }
}

package dev.bellows.search.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One point of a space.
 *
 * @param number 0 for the first
 * @param settings for every key of the space that applies to this trial, in the order of the space:
 *     a number, a flag or a text
 */
public record Trial(int number, Map<String, Object> settings) {

  /** Keeps an unmodifiable copy in the same order. */
  public Trial {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }
}

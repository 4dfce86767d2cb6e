package dev.bellows;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Validated values of settings. What is not in it has its default.
 *
 * @param values by the setting's name
 */
public record Settings(Map<String, Object> values) {

  /** Nothing set: all defaults. */
  public static final Settings DEFAULTS = new Settings(Map.of());

  /** Keeps an unmodifiable copy. */
  public Settings {
    values = Map.copyOf(values);
  }

  /** The value of that setting. */
  @SuppressWarnings("unchecked") // with() takes what the setting takes
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting.name());
    return value == null ? setting.defaultValue() : (T) value;
  }

  /** Whether somebody set it. */
  public boolean isSet(Setting<?> setting) {
    return values.containsKey(setting.name());
  }

  /** These values and one more. */
  public <T> Settings with(Setting<T> setting, T value) {
    Map<String, Object> more = new LinkedHashMap<>(values);
    more.put(setting.name(), value);
    return new Settings(more);
  }

  /** These values without one. */
  public Settings without(Setting<?> setting) {
    Map<String, Object> fewer = new LinkedHashMap<>(values);
    fewer.remove(setting.name());
    return new Settings(fewer);
  }

  /** These values, and the defaults of those settings that nobody set and that have one. */
  public Settings withDefaultsOf(Collection<Setting<?>> settings) {
    Map<String, Object> complete = new LinkedHashMap<>(values);
    for (Setting<?> setting : settings) {
      if (setting.defaultValue() != null) {
        complete.putIfAbsent(setting.name(), setting.defaultValue());
      }
    }
    return new Settings(complete);
  }

  /** These values and one more, parsed and checked from what a user wrote. */
  public <T> Settings withWritten(Setting<T> setting, Object written) {
    return with(setting, setting.parse(written));
  }
}

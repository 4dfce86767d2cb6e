package dev.bellows.optim.schedule;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Reads what a user wrote for a schedule; every mistake is told with its whole key. */
final class ScheduleParser {
  private static final String NAME = "name";

  private ScheduleParser() {}

  /**
   * The checked schedule; null if {@code written} is none at all.
   *
   * @param key what the messages call it
   * @param written a String, a Map, or a List of these
   */
  static ScheduleSpec parse(String key, Object written) {
    if (!(written instanceof List<?> list)) {
      return new ScheduleSpec(List.of(part(key, written)));
    }
    List<SchedulePart> parts = new ArrayList<>();
    for (Object element : list) {
      parts.add(part("%s[%d]".formatted(key, parts.size()), element));
    }
    if (parts.isEmpty()) {
      return null;
    }
    requireLengths(key, parts);
    return new ScheduleSpec(parts);
  }

  private static void requireLengths(String key, List<SchedulePart> parts) {
    int functions = parts.size();
    if (parts.get(functions - 1).isPlateau()) {
      functions--;
    }
    for (int i = 0; i < functions; i++) {
      SchedulePart part = parts.get(i);
      String own = "%s[%d]".formatted(key, i);
      if (part.isPlateau()) {
        throw new InputException(own + " = plateau is not allowed; it takes the last place only");
      }
      if (i < functions - 1 && part.length().isEmpty()) {
        boolean hasSteps =
            ScheduleTable.entry(part.name()).settings().contains(ScheduleSettings.STEPS);
        Setting<Long> length = hasSteps ? ScheduleSettings.STEPS : SchedulePart.FOR;
        throw new InputException(
            "%s.%s is missing: how many steps %s lasts before the next one; it takes %s"
                .formatted(own, length.name(), part.name(), length.allowed()));
      }
    }
  }

  private static SchedulePart part(String key, Object written) {
    if (written instanceof Map<?, ?> object) {
      return object(key, object);
    }
    if (written instanceof List || written == null) {
      throw new InputException(
          "%s = %s is not allowed; it takes a schedule's name or { name = …, its settings }"
              .formatted(key, written));
    }
    return checked(key, entry(key, written), Settings.DEFAULTS);
  }

  private static SchedulePart object(String key, Map<?, ?> object) {
    if (object.get(NAME) == null) {
      throw new InputException(
          "%s.name is missing; there are %s"
              .formatted(key, String.join(", ", ScheduleTable.names())));
    }
    ScheduleTable.Entry entry = entry(key + ".name", object.get(NAME));
    List<Setting<?>> schema = new ArrayList<>(entry.settings());
    if (!entry.name().equals(ScheduleTable.PLATEAU)) {
      schema.add(SchedulePart.FOR);
    }
    Settings settings = Settings.DEFAULTS;
    // Sorted, so that of several mistakes the same one is told every time.
    Map<String, Object> sorted = new TreeMap<>();
    object.forEach((name, value) -> sorted.put(String.valueOf(name), value));
    for (Map.Entry<String, Object> pair : sorted.entrySet()) {
      if (pair.getKey().equals(NAME)) {
        continue;
      }
      Setting<?> setting = setting(key, entry.name(), schema, pair.getKey());
      if (pair.getValue() != null) { // null means: not set
        settings = parsed(key, settings, setting, pair.getValue());
      }
    }
    return checked(key, entry, settings);
  }

  private static ScheduleTable.Entry entry(String key, Object written) {
    String name = String.valueOf(written);
    if (!ScheduleTable.names().contains(name)) {
      throw new InputException(
          "%s = %s: there is no such schedule%s; there are %s"
              .formatted(
                  key,
                  name,
                  Spelling.hint(name, ScheduleTable.names()),
                  String.join(", ", ScheduleTable.names())));
    }
    return ScheduleTable.entry(name);
  }

  private static Setting<?> setting(
      String key, String name, List<Setting<?>> schema, String written) {
    List<String> names = schema.stream().<String>map(Setting::name).toList();
    int index = names.indexOf(written);
    if (index < 0) {
      String takes = names.isEmpty() ? "none" : String.join(", ", names);
      throw new InputException(
          "%s.%s: %s has no such setting%s; it takes %s"
              .formatted(key, written, name, Spelling.hint(written, names), takes));
    }
    return schema.get(index);
  }

  private static Settings parsed(String key, Settings settings, Setting<?> setting, Object value) {
    try {
      return settings.withWritten(setting, value);
    } catch (InputException e) {
      throw new InputException(key + "." + e.getMessage(), e);
    }
  }

  /** Builds it once, so that what is missing or does not fit together is told now. */
  private static SchedulePart checked(String key, ScheduleTable.Entry entry, Settings settings) {
    Map<String, Object> values = new HashMap<>(settings.values());
    Object duration = values.remove(SchedulePart.FOR.name());
    Settings own = new Settings(values);
    try {
      entry.build(1, 1, own);
    } catch (InputException e) {
      throw new InputException(key + "." + e.getMessage(), e);
    }
    return new SchedulePart(
        entry.name(),
        own,
        duration == null ? OptionalLong.empty() : OptionalLong.of((Long) duration));
  }
}

package dev.bellows.app;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import dev.bellows.Setting;
import dev.bellows.Settings;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A job as a job file says it, of whatever kind it is: its keys with their values, defaults too.
 */
final class JobText {
  private final Map<String, String> written = new LinkedHashMap<>();

  /** The text of a job of that name, which has no other key yet. */
  JobText(String name) {
    written.put(JobSettings.NAME.name(), ConfigUtil.quoteString(name));
  }

  /** Adds keys outside of sections, but the name. */
  void addTop(Collection<Setting<?>> keys, Settings settings) {
    for (Setting<?> setting : keys) {
      if (setting != JobSettings.NAME) {
        add("", setting, settings);
      }
    }
  }

  /** Adds keys of a section. */
  void addSection(String section, Collection<Setting<?>> keys, Settings settings) {
    keys.forEach(setting -> add(section + ".", setting, settings));
  }

  /** Adds those of these sections that have settings, but where the run is kept. */
  void addSections(Map<String, List<Setting<?>>> sections, Map<String, Settings> settings) {
    sections.forEach(
        (section, keys) -> {
          if (!section.equals(JobSettings.OUTPUT) && settings.containsKey(section)) {
            addSection(section, keys, settings.get(section));
          }
        });
  }

  /** Says a key, with its section, by a word of its own; in its old place where it has one. */
  void say(String key, String word) {
    written.put(key, word);
  }

  private void add(String prefix, Setting<?> setting, Settings settings) {
    Object value = settings.get(setting);
    boolean unset = value == null || !settings.isSet(setting) && hasNoWord(value);
    if (!unset) {
      say(prefix + setting.name(), word(value));
    }
  }

  /** Whether a default means "not set" and cannot be written. */
  private static boolean hasNoWord(Object value) {
    return value.equals(Long.MAX_VALUE) || value.equals(List.of());
  }

  private static String word(Object value) {
    Object plain = Setting.written(value);
    if (plain instanceof List || plain instanceof Map) {
      return ConfigValueFactory.fromAnyRef(plain).render(ConfigRenderOptions.concise());
    }
    return plain instanceof String text && !(value instanceof Enum)
        ? ConfigUtil.quoteString(text)
        : Setting.word(value);
  }

  /** The values by key, with its section; those of a section stand together. */
  Map<String, String> written() {
    return Collections.unmodifiableMap(written);
  }

  /** The text of a file. */
  String render() {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (Map.Entry<String, String> entry : written.entrySet()) {
      int dot = entry.getKey().indexOf('.');
      String in = dot < 0 ? "" : entry.getKey().substring(0, dot);
      if (!in.equals(section)) {
        text.append(section.isEmpty() ? "" : "}\n").append(in).append(" {\n");
        section = in;
      }
      text.append(in.isEmpty() ? "" : "  ").append(entry.getKey().substring(dot + 1));
      text.append(" = ").append(entry.getValue()).append('\n');
    }
    return text.append("}\n").toString();
  }
}

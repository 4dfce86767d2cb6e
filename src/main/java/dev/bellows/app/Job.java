package dev.bellows.app;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.train.Engine;
import dev.bellows.train.RoundSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job: everything that {@code train} has to know, checked.
 *
 * @param name names the run directory
 * @param top the keys outside of sections
 * @param sections the settings of the sections but those of optimizers, by name
 * @param optimizer how parameters move
 * @param outer how the driver moves them after a round; empty: plain averaging
 */
record Job(
    String name,
    Settings top,
    Map<String, Settings> sections,
    NamedOptimizer optimizer,
    Optional<NamedOptimizer> outer) {

  /** This job with other keys outside of sections. */
  Job withTop(Settings other) {
    return new Job(name, other, sections, optimizer, outer);
  }

  /** The section of that name. */
  Settings section(String named) {
    return sections.get(named);
  }

  /** The section of that name. */
  Settings data() {
    return section(JobSettings.DATA);
  }

  /** Whether replicas go on by themselves. */
  boolean hasRounds() {
    return top.get(JobSettings.ENGINE) == Engine.Kind.ROUNDS;
  }

  /** The job as a file that gives this job again, defaults written out. */
  String render() {
    StringBuilder text = new StringBuilder();
    String section = "";
    for (Map.Entry<String, String> entry : written().entrySet()) {
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

  /** All keys with their values as a job file has them, defaults too, but where the run is kept. */
  Map<String, String> written() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(JobSettings.NAME.name(), ConfigUtil.quoteString(name));
    for (Setting<?> setting : JobSettings.TOP) {
      boolean idle = RoundSettings.ALL.contains(setting) && !hasRounds();
      if (setting != JobSettings.NAME && !idle) {
        put(all, "", setting, top);
      }
    }
    JobSettings.SECTIONS.forEach(
        (named, schema) -> {
          if (!named.equals(JobSettings.OUTPUT) && sections.containsKey(named)) {
            schema.forEach(setting -> put(all, named + ".", setting, sections.get(named)));
          }
        });
    put(all, optimizer);
    outer.ifPresent(other -> put(all, other));
    return all;
  }

  private static void put(Map<String, String> all, NamedOptimizer optimizer) {
    all.put(optimizer.section() + ".name", optimizer.name());
    optimizer
        .entry()
        .settings()
        .forEach(setting -> put(all, optimizer.section() + ".", setting, optimizer.settings()));
  }

  private static void put(
      Map<String, String> all, String prefix, Setting<?> setting, Settings settings) {
    Object value = settings.get(setting);
    boolean unset = value == null || !settings.isSet(setting) && hasNoWord(value);
    if (!unset) {
      all.put(prefix + setting.name(), written(setting, value));
    }
  }

  /** Whether a default means "not set" and cannot be written. */
  private static boolean hasNoWord(Object value) {
    return value.equals(Long.MAX_VALUE) || value.equals(List.of());
  }

  private static String written(Setting<?> setting, Object value) {
    Object plain = Setting.written(value);
    if (plain instanceof List || plain instanceof Map) {
      return ConfigValueFactory.fromAnyRef(plain).render(ConfigRenderOptions.concise());
    }
    if (setting == JobSettings.BATCH_SIZE && value.equals(JobSettings.ALL_ROWS)) {
      return "all";
    }
    return plain instanceof String text && !(value instanceof Enum)
        ? ConfigUtil.quoteString(text)
        : Setting.word(value);
  }
}

package dev.bellows.app;

import com.typesafe.config.ConfigUtil;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerTable;
import java.util.List;

/**
 * A job: everything that {@code train} has to know, checked.
 *
 * @param name names the run directory
 * @param top the keys outside of sections
 * @param data the section of that name
 * @param model the section of that name
 * @param optimizerName a name of the optimizer's table
 * @param optimizerSettings the optimizer's own keys
 * @param output the section of that name
 */
record Job(
    String name,
    Settings top,
    Settings data,
    Settings model,
    String optimizerName,
    Settings optimizerSettings,
    Settings output) {

  Optimizer optimizer() {
    return OptimizerTable.entry(optimizerName).build(optimizerSettings);
  }

  /** The job as a file that gives this job again, defaults written out. */
  String render() {
    StringBuilder text = new StringBuilder();
    text.append("name = ").append(ConfigUtil.quoteString(name)).append('\n');
    for (Setting<?> setting : JobSettings.TOP) {
      if (setting != JobSettings.NAME) {
        append(text, "", setting, top);
      }
    }
    text.append("data {\n");
    JobSettings.SECTIONS.get("data").forEach(setting -> append(text, "  ", setting, data));
    text.append("}\nmodel {\n");
    JobSettings.SECTIONS.get("model").forEach(setting -> append(text, "  ", setting, model));
    text.append("}\noptimizer {\n  name = ").append(optimizerName).append('\n');
    OptimizerTable.entry(optimizerName)
        .settings()
        .forEach(setting -> append(text, "  ", setting, optimizerSettings));
    return text.append("}\n").toString();
  }

  private static void append(
      StringBuilder text, String indent, Setting<?> setting, Settings settings) {
    Object value = settings.get(setting);
    boolean unset = value == null || !settings.isSet(setting) && hasNoWord(value);
    if (!unset) {
      String written = written(setting, value);
      text.append(indent).append(setting.name()).append(" = ").append(written).append('\n');
    }
  }

  /** Whether a default means "not set" and cannot be written. */
  private static boolean hasNoWord(Object value) {
    return value.equals(Long.MAX_VALUE) || value.equals(List.of());
  }

  private static String written(Setting<?> setting, Object value) {
    if (value instanceof List<?> list) {
      return "["
          + String.join(", ", list.stream().map(v -> ConfigUtil.quoteString(v.toString())).toList())
          + "]";
    }
    if (setting == JobSettings.BATCH_SIZE && value.equals(JobSettings.ALL_ROWS)) {
      return "all";
    }
    return value instanceof String text ? ConfigUtil.quoteString(text) : Setting.word(value);
  }
}

package dev.bellows.app;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.schedule.ScheduleSpec;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import java.util.List;
import java.util.Map;

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
  /** How the keys of that section begin. */
  static final String OPTIMIZER = "optimizer.";

  /** This job with other keys outside of sections. */
  Job withTop(Settings other) {
    return new Job(name, other, data, model, optimizerName, optimizerSettings, output);
  }

  /**
   * The optimizer for a training of parameters with that layout and so many batches.
   *
   * @throws InputException whose message begins with the key, if settings do not fit together
   */
  Minimizer minimizer(Layout layout, long batches) {
    try {
      return OptimizerTable.entry(optimizerName)
          .build(optimizerSettings, new Setup(layout, batches, top.get(JobSettings.SEED)));
    } catch (InputException e) {
      throw new InputException(OPTIMIZER + e.getMessage(), e);
    }
  }

  /** The optimizer in a few words, for titles: {@code adam, learning rate 0.01}. */
  String optimizerInWords() {
    OptimizerTable.Entry entry = OptimizerTable.entry(optimizerName);
    if (!entry.settings().contains(OptimizerSettings.SCHEDULE)) {
      return optimizerName;
    }
    Object rate = optimizerSettings.get(entry.setting(OptimizerSettings.LEARNING_RATE.name()));
    ScheduleSpec schedule = optimizerSettings.get(OptimizerSettings.SCHEDULE);
    return "%s, learning rate %s%s"
        .formatted(
            optimizerName,
            rate,
            schedule.equals(ScheduleSpec.CONSTANT) ? "" : " (" + schedule + ")");
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

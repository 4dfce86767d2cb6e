package dev.bellows.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An optimizer as {@code trace} is told it: {@code gd}, or {@code gd,learning-rate=0.4} with
 * settings of its own, and those of {@code --set} for all.
 *
 * @param entry its row
 * @param settings checked
 * @param label for the legend
 * @param seed what noise depends on
 */
record TracedOptimizer(OptimizerTable.Entry entry, Settings settings, String label, long seed) {

  /** Reads all of them; a {@code --set} has to fit one at least. */
  static List<TracedOptimizer> parse(List<String> words, List<String> sets) {
    Config shared = config(sets, "--set ");
    List<TracedOptimizer> all = new ArrayList<>();
    for (String word : words) {
      all.add(parse(word, shared));
    }
    Set<String> known = new LinkedHashSet<>();
    all.forEach(one -> one.entry.settings().forEach(setting -> known.add(setting.name())));
    known.add(JobSettings.SEED.name());
    for (String key : shared.root().keySet()) {
      if (!known.contains(key)) {
        throw new InputException(
            "--set %s: %s has no such setting%s; it takes %s"
                .formatted(
                    key,
                    String.join(" or ", all.stream().map(one -> one.entry.name()).toList()),
                    Spelling.hint(key, known),
                    String.join(", ", known)));
      }
    }
    return all;
  }

  /** Words {@code key=value}; the key may begin with {@code optimizer.}, as in a job file. */
  private static Config config(List<String> words, String option) {
    Config config = ConfigFactory.empty();
    for (String word : words) {
      String origin = option + word;
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new InputException(origin + ": it takes key=value, for example learning-rate=0.4");
      }
      String key = word.substring(0, equals).strip().replaceFirst("^optimizer\\.", "");
      config =
          SetOption.parse(key, word.substring(equals + 1).strip(), origin).withFallback(config);
    }
    try {
      return config.resolve();
    } catch (ConfigException e) {
      throw new InputException(option.strip() + ": " + e.getMessage(), e);
    }
  }

  private static TracedOptimizer parse(String word, Config shared) {
    List<String> parts = parts(word);
    Config own = config(parts.subList(1, parts.size()), "--optimizer " + parts.get(0) + ",");
    try {
      return parse(parts.get(0).strip(), own, shared);
    } catch (InputException e) {
      throw new InputException("--optimizer " + word + ": " + e.getMessage(), e);
    }
  }

  private static TracedOptimizer parse(String name, Config own, Config shared) {
    OptimizerTable.Entry entry = OptimizerTable.entry(name);
    Settings settings = Settings.DEFAULTS;
    long seed = JobSettings.SEED.defaultValue();
    for (Map.Entry<String, ConfigValue> value : own.withFallback(shared).root().entrySet()) {
      String key = value.getKey();
      Object written = value.getValue().unwrapped();
      boolean takes = entry.settings().stream().anyMatch(setting -> setting.name().equals(key));
      if (key.equals(JobSettings.SEED.name())) {
        seed = JobSettings.SEED.parse(written);
      } else if (written != null && (takes || own.root().containsKey(key))) {
        settings = settings.withWritten(entry.setting(key), written);
      }
    }
    return new TracedOptimizer(entry, settings, label(entry, settings), seed);
  }

  /** Splits at commas that stand in no bracket and no quotes. */
  private static List<String> parts(String word) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int begin = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      quoted = c == '"' ? !quoted : quoted;
      depth += quoted ? 0 : c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      if (c == ',' && depth == 0 && !quoted) {
        parts.add(word.substring(begin, i));
        begin = i + 1;
      }
    }
    parts.add(word.substring(begin));
    return parts;
  }

  private static String label(OptimizerTable.Entry entry, Settings settings) {
    StringBuilder label = new StringBuilder(entry.name());
    for (Setting<?> setting : entry.settings()) {
      boolean rate = setting.name().equals("learning-rate");
      if (settings.isSet(setting) || rate) {
        Object value = settings.isSet(setting) ? settings.get(setting) : setting.defaultValue();
        label
            .append(", ")
            .append(rate ? "rate" : setting.name())
            .append(' ')
            .append(
                value instanceof List
                    ? "…"
                    : value instanceof Double number
                        ? PythonNumbers.repr(number)
                        : Setting.word(value));
      }
    }
    return label.toString();
  }

  /** Makes it for variables with these names. */
  Minimizer build(Layout layout, int steps) {
    try {
      return entry.build(settings, new Setup(layout, steps, seed));
    } catch (InputException e) {
      throw new InputException("--optimizer " + entry.name() + ": " + e.getMessage(), e);
    }
  }
}

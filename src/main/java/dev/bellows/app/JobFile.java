package dev.bellows.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.table.OptimizerTable;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads job files (HOCON) and {@code --set key=value} into checked settings. */
final class JobFile {
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]+)}");

  private final ConfigObject root;

  private JobFile(ConfigObject root) {
    this.root = root;
  }

  /**
   * Reads a job.
   *
   * @param file the job file
   * @param sets {@code key=value} words that override it
   * @throws InputException with the key, the line, what is allowed and the nearest right spelling
   */
  static Job read(Path file, List<String> sets) {
    if (!Files.isRegularFile(file)) {
      throw new InputException("%s: there is no such job file%s".formatted(file, similar(file)));
    }
    Config config;
    try {
      config =
          ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      for (String set : sets) {
        config = SetOption.parse(set).withFallback(config);
      }
      config = config.resolve();
    } catch (ConfigException.UnresolvedSubstitution e) {
      throw unresolved(file, e);
    } catch (ConfigException e) {
      throw new InputException(oneLine(e.getMessage()), e);
    } catch (StackOverflowError e) {
      throw new InputException(file + ": it is nested too deeply", e);
    }
    String base =
        file.getFileName()
            .toString()
            .replaceFirst("\\.[^.]*$", "")
            .replaceAll("[^\\p{L}\\p{N}_.-]+", "-");
    return new JobFile(withOuterAlone(config.root())).job(base);
  }

  /** {@code outer = average} says as much as {@code outer { name = average }}. */
  private static ConfigObject withOuterAlone(ConfigObject root) {
    ConfigValue outer = root.get(JobSettings.OUTER);
    return outer != null && outer.valueType() == ConfigValueType.STRING
        ? root.withValue(
            JobSettings.OUTER,
            outer.atKey(JobSettings.OUTER_NAME.name()).root().withOrigin(outer.origin()))
        : root;
  }

  private static String similar(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    File[] others = parent == null ? null : parent.toFile().listFiles();
    List<String> names = new ArrayList<>();
    for (File other : others == null ? new File[0] : others) {
      names.add(other.getName());
    }
    return Spelling.hint(file.getFileName().toString(), names);
  }

  private static InputException unresolved(Path file, ConfigException e) {
    Matcher named = SUBSTITUTION.matcher(String.valueOf(e.getMessage()));
    String name = named.find() ? named.group(1) : "a variable";
    String help =
        name.equals("BELLOWS_DATA")
            ? "the folder of the real data sets (data/README.md says where they are had)"
            : "it, or the key of that name";
    if (String.valueOf(e.getMessage()).contains("cycle")) {
      help = "what it should be; it refers to itself";
    }
    ConfigOrigin origin = e.origin();
    String where = origin == null ? file.toString() : ConfigPlace.of(origin);
    return new InputException(
        "%s: %s is not set in the environment; set %s".formatted(where, name, help), e);
  }

  private Job job(String baseName) {
    for (Map.Entry<String, ConfigValue> entry : ConfigPlace.byLine(root)) {
      String key = entry.getKey();
      boolean section = JobSettings.SECTIONS.containsKey(key);
      if (!section && JobSettings.TOP.stream().noneMatch(s -> s.name().equals(key))) {
        throw unknown(key, entry.getValue());
      }
      if (section && !(entry.getValue() instanceof ConfigObject)) {
        throw ConfigPlace.at(
            entry.getValue(),
            "%s is a section: write %s { … } or %s.key = value".formatted(key, key, key));
      }
    }
    Settings top = settings("", JobSettings.TOP);
    Map<String, Settings> sections = new LinkedHashMap<>();
    JobSettings.SECTIONS.forEach(
        (section, schema) -> {
          if (!section.equals(JobSettings.OPTIMIZER) && !section.equals(JobSettings.OUTER)) {
            sections.put(section, settings(section, schema));
          }
        });
    if (sections.get(JobSettings.DATA).get(SourceSettings.PATH) == null) {
      throw new InputException("data.path is missing: the file or folder with the rows");
    }
    NamedOptimizer optimizer = optimizer(JobSettings.OPTIMIZER, optimizerName());
    String outer = outerName();
    Optional<NamedOptimizer> named =
        outer.equals(JobSettings.AVERAGE)
            ? Optional.empty()
            : Optional.of(optimizer(JobSettings.OUTER, outer));
    String name = top.get(JobSettings.NAME);
    Job job = new Job(name == null ? baseName : name, top, sections, optimizer, named);
    return withWholeBatches(job, new JobChecks(root).check(job));
  }

  private NamedOptimizer optimizer(String section, String name) {
    List<Setting<?>> keys = new ArrayList<>(JobSettings.SECTIONS.get(section));
    keys.addAll(OptimizerTable.entry(name).settings());
    Map<String, Object> own = new TreeMap<>(settings(section, keys).values());
    own.remove(JobSettings.OPTIMIZER_NAME.name());
    return new NamedOptimizer(section, name, new Settings(own));
  }

  /** What an optimizer over all rows means by itself is written out, as if the user had said it. */
  private static Job withWholeBatches(Job job, Minimizer minimizer) {
    Settings top = job.top();
    boolean allRows = job.optimizer().entry().allRows();
    if (allRows && !top.isSet(JobSettings.BATCH_SIZE)) {
      top = top.with(JobSettings.BATCH_SIZE, JobSettings.ALL_ROWS);
    }
    if (minimizer instanceof Lbfgs && !top.isSet(JobSettings.EPOCHS)) {
      top = top.with(JobSettings.EPOCHS, JobSettings.QUASI_NEWTON_ITERATIONS);
    }
    return job.withTop(top);
  }

  private String optimizerName() {
    return name(
        JobSettings.OPTIMIZER, JobSettings.OPTIMIZER_NAME.defaultValue(), OptimizerTable.names());
  }

  private String outerName() {
    List<String> names = new ArrayList<>(List.of(JobSettings.AVERAGE));
    names.addAll(OptimizerTable.names());
    String name = name(JobSettings.OUTER, JobSettings.AVERAGE, names);
    if (name.equals(JobSettings.AVERAGE)) {
      settings(JobSettings.OUTER, JobSettings.SECTIONS.get(JobSettings.OUTER));
    }
    return name;
  }

  private String name(String section, String otherwise, List<String> names) {
    ConfigValue written =
        root.get(section) instanceof ConfigObject object ? object.get("name") : null;
    if (written == null || written.unwrapped() == null) {
      return otherwise;
    }
    String name = String.valueOf(written.unwrapped());
    if (!names.contains(name)) {
      throw ConfigPlace.at(
          written,
          "%s.name = %s: there is no such optimizer%s; there are %s"
              .formatted(section, name, Spelling.hint(name, names), String.join(", ", names)));
    }
    return name;
  }

  private Settings settings(String section, List<Setting<?>> schema) {
    String prefix = section.isEmpty() ? "" : section + ".";
    ConfigObject written = section.isEmpty() ? root : (ConfigObject) root.get(section);
    Settings settings = Settings.DEFAULTS;
    if (written == null) {
      return settings;
    }
    for (Map.Entry<String, ConfigValue> entry : ConfigPlace.byLine(written)) {
      String key = entry.getKey();
      Setting<?> setting =
          schema.stream().filter(s -> s.name().equals(key)).findFirst().orElse(null);
      if (setting == null && section.isEmpty()) {
        continue; // a section; its name was checked
      }
      boolean unset = entry.getValue().unwrapped() == null;
      boolean known = unset && isOptimizer(section) && isOfAnOptimizer(key);
      if (setting == null && !known) {
        throw unknown(prefix + key, entry.getValue());
      }
      if (unset) {
        continue;
      }
      try {
        settings = settings.withWritten(setting, entry.getValue().unwrapped());
      } catch (InputException e) {
        throw ConfigPlace.at(entry.getValue(), prefix + e.getMessage());
      }
    }
    return settings;
  }

  private InputException unknown(String key, ConfigValue value) {
    List<String> all = new ArrayList<>();
    JobSettings.TOP.forEach(setting -> all.add(setting.name()));
    JobSettings.SECTIONS.forEach(
        (section, settings) -> settings.forEach(s -> all.add(section + "." + s.name())));
    all.addAll(ownKeys(JobSettings.OPTIMIZER, optimizerName()));
    String lastWord = key.substring(key.lastIndexOf('.') + 1);
    String section = key.substring(0, Math.max(0, key.indexOf('.')));
    if (isOptimizer(section) && isOfAnOptimizer(lastWord)) {
      String name = section.equals(JobSettings.OUTER) ? outerNameUnchecked() : optimizerName();
      List<String> own = ownKeys("", name);
      return ConfigPlace.at(
          value,
          "%s: %s has no such setting%s"
              .formatted(key, name, own.isEmpty() ? "" : "; it takes " + String.join(", ", own)));
    }
    return ConfigPlace.at(
        value, "%s: there is no such key%s".formatted(key, hint(key, lastWord, all)));
  }

  private String outerNameUnchecked() {
    Object name = ((ConfigObject) root.get(JobSettings.OUTER)).unwrapped().get("name");
    return name == null ? JobSettings.AVERAGE : String.valueOf(name);
  }

  private static List<String> ownKeys(String section, String optimizer) {
    return optimizer.equals(JobSettings.AVERAGE)
        ? List.of()
        : OptimizerTable.entry(optimizer).settings().stream()
            .map(setting -> section.isEmpty() ? setting.name() : section + "." + setting.name())
            .toList();
  }

  private static boolean isOptimizer(String section) {
    return section.equals(JobSettings.OPTIMIZER) || section.equals(JobSettings.OUTER);
  }

  private static boolean isOfAnOptimizer(String key) {
    return OptimizerTable.ENTRIES.stream()
        .flatMap(entry -> entry.settings().stream())
        .anyMatch(setting -> setting.name().equals(key));
  }

  /** The nearest key, or one that ends in the same word in another section. */
  private static String hint(String key, String lastWord, List<String> all) {
    return all.stream()
        .filter(other -> other.substring(other.lastIndexOf('.') + 1).equals(lastWord))
        .findFirst()
        .map(other -> " (did you mean '" + other + "'?)")
        .orElseGet(() -> Spelling.hint(key, all));
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\n\\s*", " ");
  }
}

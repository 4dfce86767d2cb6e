package dev.bellows.app;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.model.LinearRegression;
import dev.bellows.optim.Lbfgs;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.train.Training.Evaluation;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads job files (HOCON) and {@code --set key=value} into checked settings. */
final class JobFile {
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??([^}]+)}");

  /** More than any setting asks for. */
  private static final long MANY_BATCHES = 1L << 40;

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
    return new JobFile(config.root()).job(base);
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
    Settings data = settings("data", JobSettings.SECTIONS.get("data"));
    if (data.get(SourceSettings.PATH) == null) {
      throw new InputException("data.path is missing: the file or folder with the rows");
    }
    String name = optimizerName();
    List<Setting<?>> optimizerKeys = new ArrayList<>(JobSettings.SECTIONS.get("optimizer"));
    optimizerKeys.addAll(OptimizerTable.entry(name).settings());
    Settings optimizer = settings("optimizer", optimizerKeys);
    Map<String, Object> own = new TreeMap<>(optimizer.values());
    own.remove(JobSettings.OPTIMIZER_NAME.name());
    String jobName = top.get(JobSettings.NAME);
    Job job =
        new Job(
            jobName == null ? baseName : jobName,
            top,
            data,
            settings("model", JobSettings.SECTIONS.get("model")),
            name,
            new Settings(own),
            settings("output", JobSettings.SECTIONS.get("output")));
    return withWholeBatches(job, buildable(job));
  }

  /** What an optimizer over all rows means by itself is written out, as if the user had said it. */
  private static Job withWholeBatches(Job job, Minimizer minimizer) {
    Settings top = job.top();
    boolean allRows = OptimizerTable.entry(job.optimizerName()).allRows();
    if (allRows && !top.isSet(JobSettings.BATCH_SIZE)) {
      top = top.with(JobSettings.BATCH_SIZE, JobSettings.ALL_ROWS);
    }
    if (minimizer instanceof Lbfgs && !top.isSet(JobSettings.EPOCHS)) {
      top = top.with(JobSettings.EPOCHS, JobSettings.QUASI_NEWTON_ITERATIONS);
    }
    return job.withTop(top);
  }

  /**
   * Settings that are each allowed may not fit together; the optimizer says so when it is built.
   */
  private Minimizer buildable(Job job) {
    Minimizer minimizer;
    try {
      // The number of features and batches is not known yet, and changes no name and no range.
      minimizer = job.minimizer(new LinearRegression(1).layout(), MANY_BATCHES);
    } catch (InputException e) {
      throw ConfigPlace.at(optimizerValue(e.getMessage()), e.getMessage());
    }
    if (minimizer instanceof Optimizer optimizer
        && optimizer.observes()
        && job.top().get(JobSettings.EVALUATE) != Evaluation.EPOCH) {
      throw ConfigPlace.at(
          root.get("evaluate"),
          "evaluate = %s: optimizer.schedule = plateau needs the loss after every epoch"
              .formatted(Setting.word(job.top().get(JobSettings.EVALUATE))));
    }
    long batch = job.top().get(JobSettings.BATCH_SIZE);
    if (minimizer instanceof Lbfgs
        && job.top().isSet(JobSettings.BATCH_SIZE)
        && batch != JobSettings.ALL_ROWS) {
      throw ConfigPlace.at(
          root.get("batch-size"),
          "batch-size = %d: optimizer.name = lbfgs takes all rows at once; leave it out, or say all"
              .formatted(batch));
    }
    if (!job.name().matches("[\\p{L}\\p{N}_.-]+")) {
      throw ConfigPlace.at(
          root.get("name"),
          "name = %s: a file name of letters, digits, . _ -".formatted(job.name()));
    }
    return minimizer;
  }

  /** The value that a message of the optimizer, which begins with its key, is about. */
  private ConfigValue optimizerValue(String message) {
    ConfigObject section = (ConfigObject) root.get("optimizer");
    String key = message.substring(Job.OPTIMIZER.length()).split("[^a-z0-9-]", 2)[0];
    ConfigValue value = section == null ? null : section.get(key);
    return value == null ? section : value;
  }

  private String optimizerName() {
    ConfigValue written =
        root.get("optimizer") instanceof ConfigObject section ? section.get("name") : null;
    if (written == null || written.unwrapped() == null) {
      return JobSettings.OPTIMIZER_NAME.defaultValue();
    }
    String name = String.valueOf(written.unwrapped());
    if (!OptimizerTable.names().contains(name)) {
      throw ConfigPlace.at(
          written,
          "optimizer.name = %s: there is no such optimizer%s; there are %s"
              .formatted(
                  name,
                  Spelling.hint(name, OptimizerTable.names()),
                  String.join(", ", OptimizerTable.names())));
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
      if (setting == null && !(unset && prefix.equals(Job.OPTIMIZER) && isOfAnOptimizer(key))) {
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
    String optimizer = optimizerName();
    List<String> own = new ArrayList<>();
    OptimizerTable.entry(optimizer).settings().forEach(s -> own.add(s.name()));
    own.forEach(name -> all.add("optimizer." + name));
    String lastWord = key.substring(key.lastIndexOf('.') + 1);
    boolean elsewhere = key.startsWith(Job.OPTIMIZER) && isOfAnOptimizer(lastWord);
    return ConfigPlace.at(
        value,
        elsewhere
            ? "%s: %s has no such setting; it takes %s"
                .formatted(key, optimizer, String.join(", ", own))
            : "%s: there is no such key%s".formatted(key, hint(key, lastWord, all)));
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

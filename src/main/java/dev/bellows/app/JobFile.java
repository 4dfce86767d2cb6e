package dev.bellows.app;

import com.typesafe.config.ConfigObject;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads the job files of {@code train}, whose model and optimizers bring keys of their own. */
final class JobFile {
  private final ConfigObject root;
  private final JobReader reader;

  private JobFile(ConfigObject root) {
    this.root = root;
    reader =
        new JobReader(
            JobKind.TRAIN,
            root,
            () -> {
              List<String> keys =
                  new ArrayList<>(ownKeys(JobSettings.OPTIMIZER + ".", optimizerName()));
              keys.addAll(names(JobSettings.MODEL + ".", ModelTable.entry(modelType()).settings()));
              return keys;
            });
  }

  /**
   * Reads a job.
   *
   * @param file the job file
   * @param sets {@code key=value} words that override it
   * @throws InputException with the key, the line, what is allowed and the nearest right spelling
   */
  static Job read(Path file, List<String> sets) {
    JobSource source = JobSource.read(file, sets);
    return of(source.root(), source.name());
  }

  /**
   * A job that was read before.
   *
   * @param root the keys, each with its place
   * @param name how it is called where it does not say
   * @throws InputException as {@link #read}
   */
  static Job of(ConfigObject root, String name) {
    return new JobFile(withOuterAlone(root)).job(name);
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

  private Job job(String baseName) {
    reader.checkOutline();
    Settings top = reader.top();
    Map<String, Settings> sections =
        reader.sections(
            name ->
                !List.of(JobSettings.MODEL, JobSettings.OPTIMIZER, JobSettings.OUTER)
                    .contains(name));
    if (sections.get(JobSettings.DATA).get(SourceSettings.PATH) == null) {
      throw new InputException("data.path is missing: the file or folder with the rows");
    }
    NamedModel named = model(modelType());
    Settings data = sections.get(JobSettings.DATA);
    NamedModel model;
    if (data.get(SourceSettings.FORMAT).ofPictures()) {
      JobImages images = placed(() -> JobImages.of(named, data));
      sections.put(JobSettings.DATA, images.data());
      model = images.model();
    } else {
      model = placed(() -> withInput(named, data));
    }
    NamedOptimizer optimizer = optimizer(JobSettings.OPTIMIZER, optimizerName());
    String outer = outerName();
    Optional<NamedOptimizer> outerOptimizer =
        outer.equals(JobSettings.AVERAGE)
            ? Optional.empty()
            : Optional.of(optimizer(JobSettings.OUTER, outer));
    Job job = new Job(reader.name(top, baseName), top, sections, model, optimizer, outerOptimizer);
    return withWholeBatches(job, new JobChecks(root).check(job));
  }

  private NamedModel model(String type) {
    List<Setting<?>> keys = new ArrayList<>(JobSettings.SECTIONS.get(JobSettings.MODEL));
    keys.addAll(ModelTable.entry(type).settings());
    Settings settings =
        reader.section(
            JobSettings.MODEL, keys, (key, value) -> isUnsetOfAnotherModel(type, key, value));
    return new NamedModel(type, settings.without(JobSettings.MODEL_TYPE));
  }

  /** Where only the rows know their shape, the model is told. */
  private static NamedModel withInput(NamedModel model, Settings data) {
    return model.entry().settings().contains(NetworkMaker.INPUT)
        ? new NamedModel(model.type(), NetworkMaker.withInput(model.settings(), data))
        : model;
  }

  /** Tells mistakes with the place of the key that their messages begin with. */
  private <T> T placed(Supplier<T> work) {
    try {
      return work.get();
    } catch (InputException e) {
      throw ConfigPlace.at(ConfigPlace.named(root, e.getMessage()), e.getMessage());
    }
  }

  /**
   * The same as {@link #isUnsetOfAnother} for models.
   *
   * @throws InputException if it is set to anything else
   */
  private static boolean isUnsetOfAnotherModel(String type, String key, ConfigValue value) {
    boolean known = ModelTable.settings().anyMatch(setting -> setting.name().equals(key));
    if (known && value.unwrapped() != null) {
      throw ofAnother(
          JobSettings.MODEL, key, value, type, names("", ModelTable.entry(type).settings()));
    }
    return known;
  }

  private static InputException ofAnother(
      String section, String key, ConfigValue value, String name, List<String> own) {
    return ConfigPlace.at(
        value,
        "%s.%s: %s has no such setting%s"
            .formatted(
                section, key, name, own.isEmpty() ? "" : "; it takes " + String.join(", ", own)));
  }

  private NamedOptimizer optimizer(String section, String name) {
    List<Setting<?>> keys = new ArrayList<>(JobSettings.SECTIONS.get(section));
    keys.addAll(OptimizerTable.entry(name).settings());
    Map<String, Object> own = new TreeMap<>(optimizerSettings(section, name, keys).values());
    own.remove(JobSettings.OPTIMIZER_NAME.name());
    return new NamedOptimizer(section, name, new Settings(own));
  }

  private Settings optimizerSettings(String section, String name, List<Setting<?>> keys) {
    return reader.section(
        section, keys, (key, value) -> isUnsetOfAnother(section, name, key, value));
  }

  /**
   * Whether a key belongs to another optimizer and is set to null, as words after {@code --set} do
   * that name one optimizer in place of another.
   *
   * @throws InputException if it is set to anything else
   */
  private static boolean isUnsetOfAnother(
      String section, String name, String key, ConfigValue value) {
    boolean known =
        OptimizerTable.ENTRIES.stream()
            .flatMap(entry -> entry.settings().stream())
            .anyMatch(setting -> setting.name().equals(key));
    if (known && value.unwrapped() != null) {
      throw ofAnother(section, key, value, name, ownKeys("", name));
    }
    return known;
  }

  private static List<String> ownKeys(String prefix, String optimizer) {
    return optimizer.equals(JobSettings.AVERAGE)
        ? List.of()
        : names(prefix, OptimizerTable.entry(optimizer).settings());
  }

  private static List<String> names(String prefix, List<Setting<?>> settings) {
    return settings.stream().map(setting -> prefix + setting.name()).toList();
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

  private String modelType() {
    return word(
        JobSettings.MODEL,
        JobSettings.MODEL_TYPE.name(),
        JobSettings.MODEL_TYPE.defaultValue(),
        "model",
        ModelTable.types());
  }

  private String outerName() {
    List<String> names = new ArrayList<>(List.of(JobSettings.AVERAGE));
    names.addAll(OptimizerTable.names());
    String name = name(JobSettings.OUTER, JobSettings.AVERAGE, names);
    if (name.equals(JobSettings.AVERAGE)) {
      optimizerSettings(JobSettings.OUTER, name, JobSettings.SECTIONS.get(JobSettings.OUTER));
    }
    return name;
  }

  private String name(String section, String otherwise, List<String> names) {
    return word(section, JobSettings.OPTIMIZER_NAME.name(), otherwise, "optimizer", names);
  }

  /** A word of a section that names one of several things. */
  private String word(
      String section, String key, String otherwise, String thing, List<String> names) {
    ConfigValue written = root.get(section) instanceof ConfigObject object ? object.get(key) : null;
    if (written == null || written.unwrapped() == null) {
      return otherwise;
    }
    String name = String.valueOf(written.unwrapped());
    if (!names.contains(name)) {
      throw ConfigPlace.at(
          written,
          "%s.%s = %s: there is no such %s%s; there are %s"
              .formatted(
                  section, key, name, thing, Spelling.hint(name, names), String.join(", ", names)));
    }
    return name;
  }
}

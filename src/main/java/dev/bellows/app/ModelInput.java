package dev.bellows.app;

import com.typesafe.config.Config;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.data.source.SourceSettings.Format;
import dev.bellows.deep.Natives;
import dev.bellows.deep.NetworkObjective;
import dev.bellows.model.Classifier;
import dev.bellows.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * A trained model and rows for it. How rows are read stands in the model's file, and {@code --set}
 * overrides it.
 *
 * @param command whose words these are, for messages
 * @param file the model's file
 * @param model the model
 * @param rows where the rows are
 * @param sets the words behind {@code --set}
 */
record ModelInput(String command, Path file, TrainedModel model, String rows, List<String> sets) {
  private static final List<Setting<?>> READING =
      List.of(
          SourceSettings.FORMAT,
          SourceSettings.DELIMITER,
          SourceSettings.HEADER,
          SourceSettings.FEATURES);
  private static final List<Setting<?>> LABELS =
      List.of(SourceSettings.LABEL, SourceSettings.LABELS);

  /**
   * Reads a model.
   *
   * @param path a run directory, or a model's file
   * @throws InputException if there is none, it is no model, or what computes it is missing
   */
  static ModelInput of(String command, Path path, String rows, SetOption set) throws IOException {
    Path file = Files.isDirectory(path) ? path.resolve("model.safetensors") : path;
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + ": there is no such model");
    }
    TrainedModel model = TrainedModel.read(file);
    if (model.objective() instanceof NetworkObjective) {
      Natives.require();
    }
    return new ModelInput(command, file, model, rows, set.words());
  }

  /** Whether the model tells classes. */
  boolean classifies() {
    return model.objective() instanceof Classifier;
  }

  /**
   * Opens the rows.
   *
   * @param labelled whether their labels are wanted, too
   * @throws InputException if they are not there, or have other columns
   */
  RowSource open(SparkSession session, boolean labelled) {
    LabelKind kind =
        !labelled ? LabelKind.NONE : classifies() ? LabelKind.CLASSES : LabelKind.NUMBERS;
    Settings settings = settings(labelled);
    if (labelled
        && settings.get(SourceSettings.FORMAT) == Format.IDX
        && !settings.isSet(SourceSettings.LABELS)) {
      throw new InputException(
          "the labels of %s are in a file of their own; name it: --set data.labels=FILE"
              .formatted(rows));
    }
    List<Format> tables = List.of(Format.CSV, Format.TSV, Format.PARQUET);
    if (tables.contains(settings.get(SourceSettings.FORMAT))
        && !settings.isSet(SourceSettings.FEATURES)) {
      settings = withFeatures(session, settings, kind);
    }
    RowSource source = RowSources.open(session, settings, kind);
    int found = source.columns().features().size();
    if (found > 0 && found != model.objective().columns()) {
      throw new InputException(
          "%s gives %d features, the model has %d"
              .formatted(rows, found, model.objective().columns()));
    }
    return source;
  }

  private Settings settings(boolean labelled) {
    Settings settings = Settings.DEFAULTS.with(SourceSettings.PATH, rows);
    List<Setting<?>> recorded =
        new ArrayList<>(
            List.of(SourceSettings.FORMAT, SourceSettings.DELIMITER, SourceSettings.HEADER));
    if (labelled) {
      recorded.add(SourceSettings.LABEL);
    }
    for (Setting<?> setting : recorded) {
      if (model.input().containsKey(setting.name())) {
        settings = settings.withWritten(setting, model.input().get(setting.name()));
      }
    }
    return overridden(settings, labelled);
  }

  /** Rows with just the features need no choice; otherwise it is the one made for training. */
  private Settings withFeatures(SparkSession session, Settings settings, LabelKind kind) {
    List<String> selected =
        Arrays.asList(model.input().getOrDefault(SourceSettings.FEATURES.name(), "").split("\n"));
    List<String> all = RowSources.open(session, settings, kind).columns().features();
    boolean named = selected.stream().anyMatch(all::contains);
    return !named && all.size() == model.objective().columns()
        ? settings
        : settings.with(SourceSettings.FEATURES, selected);
  }

  private Settings overridden(Settings settings, boolean labelled) {
    List<Setting<?>> allowed = new ArrayList<>(READING);
    if (labelled) {
      allowed.addAll(LABELS);
    }
    List<String> names = allowed.stream().map(s -> "data." + s.name()).toList();
    Settings result = settings;
    for (String word : sets) {
      Config written = SetOption.parse(word);
      String key = word.substring(0, word.indexOf('=')).trim();
      Setting<?> setting =
          allowed.stream()
              .filter(s -> key.equals("data." + s.name()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InputException(
                          "--set %s: there is no such key%s; %s takes %s"
                              .formatted(
                                  word,
                                  Spelling.hint(key, names),
                                  command,
                                  String.join(", ", names))));
      try {
        if (written.hasPath(key)) { // null means: as the model has it
          result = result.withWritten(setting, written.getValue(key).unwrapped());
        }
      } catch (InputException e) {
        throw new InputException("--set %s: %s".formatted(word, e.getMessage()), e);
      }
    }
    return result;
  }
}

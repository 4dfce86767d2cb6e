package dev.bellows.app;

import com.typesafe.config.Config;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.image.ImageDatasets;
import dev.bellows.data.image.ImageSettings;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.data.source.SourceSettings.Format;
import dev.bellows.deep.ImageInput;
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
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
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
    return new ModelInput(command, file, model, rows, set.words()).withBroken();
  }

  /** Whether the model tells classes. */
  boolean classifies() {
    return model.objective() instanceof Classifier;
  }

  /** How its rows are written. */
  Format format() {
    return settings(true).get(SourceSettings.FORMAT);
  }

  /** What the model does with pictures. */
  Optional<ImageInput> images() {
    return model.objective() instanceof NetworkObjective network
        ? network.images()
        : Optional.empty();
  }

  /**
   * Loads the pictures that the rows are.
   *
   * @param labelled whether the folders that they lie in are their classes
   * @param remarks is told of those that are left out, in a line
   * @throws InputException if there are none, the model sees no pictures, or too many are broken
   */
  Dataset pictures(SparkSession session, boolean labelled, Consumer<String> remarks) {
    Settings settings = settings(labelled);
    ImageInput input =
        images()
            .orElseThrow(
                () ->
                    new InputException(
                        "data.format = %s: the model was trained on rows of numbers, not on pictures"
                            .formatted(Setting.word(settings.get(SourceSettings.FORMAT)))));
    Settings complete =
        settings
            .with(ImageSettings.LEAST_SIDE, (long) input.limits().leastSide())
            .with(ImageSettings.MOST_PIXELS, input.limits().mostPixels())
            .with(DataSettings.PARTITIONS, (long) session.sparkContext().defaultParallelism());
    return ImageDatasets.loadFor(
        JavaSparkContext.fromSparkContext(session.sparkContext()),
        complete,
        labelled ? model.labels() : List.of(),
        remarks);
  }

  /** The same with the number of broken pictures that the user has given, where that is so. */
  private ModelInput withBroken() {
    Long allowed = settings(true).get(ImageSettings.BROKEN_IMAGES);
    if (allowed == null
        || images().isEmpty()
        || !(model.objective() instanceof NetworkObjective network)) {
      return this;
    }
    ImageInput old = images().get();
    ImageInput other =
        new ImageInput(old.training(), old.evaluation(), old.limits(), allowed.intValue());
    TrainedModel tolerant =
        new TrainedModel(
            network.network().classification(other),
            model.parameters(),
            model.scaling(),
            model.features(),
            model.label(),
            model.labels(),
            model.input());
    return new ModelInput(command, file, tolerant, rows, sets);
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
    if (images().isPresent()) {
      settings = settings.with(ImageSettings.BROKEN_IMAGES, (long) images().get().broken());
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
    if (images().isPresent()) {
      allowed.add(ImageSettings.BROKEN_IMAGES);
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

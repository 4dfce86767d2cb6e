package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.image.ImageSettings;
import dev.bellows.data.source.SourceSettings;
import java.util.List;
import java.util.stream.Stream;

/** The settings of a job file's {@code data} section. */
public final class DataSettings {
  /** Whether columns are standardised. */
  public static final Setting<Boolean> STANDARDIZE =
      Setting.flag(
          "standardize",
          false,
          "mean 0 and population deviation 1 for every column, a number as label too");

  /** How many rows are used. */
  public static final Setting<Long> LIMIT =
      Setting.whole("limit", 1, Long.MAX_VALUE, "use the first N rows only");

  /** How many blocks the rows are packed into. */
  public static final Setting<Long> PARTITIONS =
      Setting.whole(
          "partitions", 1, 100_000, 2L, "blocks of rows that tasks work on at the same time");

  /** The part of the rows that is held out. */
  public static final Setting<Double> VALIDATION_FRACTION =
      Setting.fraction("validation-fraction", 0.0, "part of the rows held out, drawn by the seed");

  /** Where rows are that are only measured. */
  public static final Setting<String> VALIDATION_PATH =
      Setting.text("validation-path", null, "rows held out that stand in files of their own");

  /** Where their labels are. */
  public static final Setting<String> VALIDATION_LABELS =
      Setting.text(
          "validation-labels", null, "format = idx: the file with the labels of validation-path");

  /** What features are divided by. */
  public static final Setting<Double> DIVIDE_BY =
      Setting.positive("divide-by", 1.0, "every feature is divided by this number");

  /** How much classes count. */
  public static final Setting<ClassWeights> CLASS_WEIGHTS =
      ClassWeights.setting("class-weights", "how much the rows of each class count");

  /** All of them, the source's included. */
  public static final List<Setting<?>> ALL =
      Stream.<Stream<? extends Setting<?>>>of(
              SourceSettings.ALL.stream(),
              Stream.<Setting<?>>of(
                  CLASS_WEIGHTS,
                  DIVIDE_BY,
                  STANDARDIZE,
                  LIMIT,
                  PARTITIONS,
                  VALIDATION_FRACTION,
                  VALIDATION_PATH,
                  VALIDATION_LABELS),
              ImageSettings.ALL.stream())
          .<Setting<?>>flatMap(settings -> settings)
          .toList();

  private DataSettings() {}

  /**
   * Checks that settings fit together.
   *
   * @throws InputException whose message begins with the key, if they do not
   */
  public static void requireFitting(Settings settings) {
    SourceSettings.requireFitting(settings);
    if (settings.isSet(VALIDATION_PATH) && settings.get(VALIDATION_FRACTION) > 0) {
      throw new InputException(
          "data.validation-path: data.validation-fraction holds out rows already; set one of them");
    }
    boolean idx = settings.get(SourceSettings.FORMAT) == SourceSettings.Format.IDX;
    if (settings.isSet(VALIDATION_LABELS) && !(idx && settings.isSet(VALIDATION_PATH))) {
      throw new InputException(
          "data.validation-labels: it goes with data.format = idx and data.validation-path");
    }
    if (idx && settings.get(SourceSettings.LABELS) == null) {
      throw new InputException(
          "data.labels is missing: data.format = idx has its labels in a file of their own");
    }
    if (idx && settings.isSet(VALIDATION_PATH) && !settings.isSet(VALIDATION_LABELS)) {
      throw new InputException(
          "data.validation-labels is missing: the file with the labels of data.validation-path");
    }
    if (settings.get(SourceSettings.FORMAT).ofPictures()) {
      requireFittingPictures(settings);
    } else {
      requireNoneOfPictures(settings);
    }
    if (settings.get(STANDARDIZE) && settings.get(DIVIDE_BY) != 1) {
      throw new InputException(
          "data.divide-by: data.standardize = true undoes any division; set one of them");
    }
  }

  private static void requireFittingPictures(Settings settings) {
    String format = Setting.word(settings.get(SourceSettings.FORMAT));
    if (settings.get(STANDARDIZE) || settings.get(DIVIDE_BY) != 1) {
      throw new InputException(
          "data.%s: data.format = %s does not take it; 'normalize' is a transform of pictures"
              .formatted(
                  settings.get(STANDARDIZE) ? STANDARDIZE.name() : DIVIDE_BY.name(), format));
    }
    if (settings.isSet(CLASS_WEIGHTS)) {
      throw new InputException(
          "data.class-weights: data.format = %s does not take it; pictures count alike"
              .formatted(format));
    }
    if (settings.get(SourceSettings.FORMAT) == SourceSettings.Format.CIFAR
        && settings.get(VALIDATION_FRACTION) > 0) {
      throw new InputException(
          "data.validation-fraction: data.format = cifar does not take it; its test pictures stand"
              + " in a file of their own: data.validation-path");
    }
  }

  private static void requireNoneOfPictures(Settings settings) {
    for (Setting<?> setting : ImageSettings.ALL) {
      if (settings.isSet(setting)) {
        throw new InputException(
            "data.%s: data.format = %s does not take it; images, cifar do"
                .formatted(setting.name(), Setting.word(settings.get(SourceSettings.FORMAT))));
      }
    }
  }

  /** Whether there are rows that are only measured. */
  public static boolean holdsOut(Settings settings) {
    return settings.get(VALIDATION_FRACTION) > 0 || settings.isSet(VALIDATION_PATH);
  }
}

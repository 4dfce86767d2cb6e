package dev.bellows.data.source;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings of a job file's {@code data} section that say where rows are and how to read them.
 */
public final class SourceSettings {
  /** The formats. */
  public enum Format {
    CSV,
    TSV,
    LIBSVM,
    PARQUET,
    IDX,
    IMAGES,
    CIFAR;

    /** Whether its rows are pictures, which stay compressed until a network sees them. */
    public boolean ofPictures() {
      return this == IMAGES || this == CIFAR;
    }
  }

  /** Whether the first line names the columns. */
  public enum Header {
    AUTO,
    TRUE,
    FALSE
  }

  /** Where the rows are. */
  public static final Setting<String> PATH =
      Setting.text("path", null, "file, folder or pattern on any file system Hadoop knows");

  /** How they are written. */
  public static final Setting<Format> FORMAT =
      Setting.choice("format", Format.CSV, "how the rows are written");

  /** What stands between fields. */
  public static final Setting<String> DELIMITER =
      Setting.text(
          "delimiter",
          "auto",
          "between fields: auto, comma, tab, semicolon, space, or one character");

  /** Whether there is a header. */
  public static final Setting<Header> HEADER =
      Setting.choice("header", Header.AUTO, "whether the first line of a file names the columns");

  /** Which column is the label. */
  public static final Setting<String> LABEL =
      Setting.text("label", "-1", "name or position of the label; negative counts from the end");

  /** Which columns are features. */
  public static final Setting<List<String>> FEATURES =
      Setting.texts(
          "features",
          "names or positions of the features, or one vector column; default: the rest");

  /** Where labels are that stand in a file of their own. */
  public static final Setting<String> LABELS =
      Setting.text("labels", null, "format = idx: the file with the labels");

  /** Which column says how much a row counts. */
  public static final Setting<String> WEIGHT =
      Setting.text("weight", null, "name or position of a column: how much each row counts");

  /** How many features sparse rows have. */
  public static final Setting<Long> COLUMNS =
      Setting.whole(
          "columns",
          1,
          Integer.MAX_VALUE - 8,
          null,
          "format = libsvm: the number of features; default: the largest index there is");

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(PATH, FORMAT, DELIMITER, HEADER, LABEL, FEATURES, LABELS, WEIGHT, COLUMNS);

  /** Settings that only some formats know. */
  private static final Map<Setting<?>, List<Format>> ONLY =
      Map.of(
          FEATURES, List.of(Format.CSV, Format.TSV, Format.PARQUET),
          LABELS, List.of(Format.IDX),
          WEIGHT, List.of(Format.CSV, Format.TSV, Format.PARQUET),
          COLUMNS, List.of(Format.LIBSVM));

  private SourceSettings() {}

  /**
   * Checks that settings and format fit together.
   *
   * @throws InputException whose message begins with the key, if one is set that the format lacks
   */
  public static void requireFitting(Settings settings) {
    Format format = settings.get(FORMAT);
    for (Setting<?> setting : ALL) {
      List<Format> formats = ONLY.get(setting);
      if (formats != null && settings.isSet(setting) && !formats.contains(format)) {
        throw new InputException(
            "data.%s: data.format = %s does not take it; %s %s"
                .formatted(
                    setting.name(),
                    Setting.word(format),
                    formats.stream().map(Setting::word).collect(Collectors.joining(", ")),
                    formats.size() == 1 ? "does" : "do"));
      }
    }
  }
}

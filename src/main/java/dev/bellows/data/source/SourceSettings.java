package dev.bellows.data.source;

import dev.bellows.Setting;
import java.util.List;

/**
 * The settings of a job file's {@code data} section that say where rows are and how to read them.
 */
public final class SourceSettings {
  /** The formats. */
  public enum Format {
    CSV,
    TSV,
    LIBSVM,
    PARQUET
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

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(PATH, FORMAT, DELIMITER, HEADER, LABEL, FEATURES);

  private SourceSettings() {}
}

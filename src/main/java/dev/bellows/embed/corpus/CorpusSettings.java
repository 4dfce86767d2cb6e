package dev.bellows.embed.corpus;

import dev.bellows.Setting;
import java.util.List;

/** The settings of a job file's {@code corpus} section. */
public final class CorpusSettings {
  /** The formats. */
  public enum Format {
    TEXT,
    PARQUET
  }

  /** Where the sentences are. */
  public static final Setting<String> PATH =
      Setting.text("path", null, "file, folder or pattern on any file system Hadoop knows");

  /** How they are written. */
  public static final Setting<Format> FORMAT =
      Setting.choice("format", Format.TEXT, "text: a sentence a line; parquet: lists of strings");

  /** The column of a Parquet file. */
  public static final Setting<String> COLUMN =
      Setting.text("column", null, "parquet: the column with the words; default: the only list");

  /** Where long sentences are cut. */
  public static final Setting<Long> MAX_SENTENCE_LENGTH =
      Setting.whole(
          "max-sentence-length",
          2,
          1_000_000,
          1000L,
          "longer sentences, or a text on one line, are cut after so many words");

  /** Whether words are lower-cased. */
  public static final Setting<Boolean> LOWER_CASE =
      Setting.flag("lower-case", false, "whether upper and lower case are one");

  /** How often a word has to be seen. */
  public static final Setting<Long> MIN_COUNT =
      Setting.whole("min-count", 1, 5L, "words seen more rarely are left out");

  /** How many words there may be. */
  public static final Setting<Long> MAX_VOCABULARY =
      Setting.whole(
          "max-vocabulary",
          1,
          Integer.MAX_VALUE,
          (long) Integer.MAX_VALUE,
          "the most frequent N words only");

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(PATH, FORMAT, COLUMN, MAX_SENTENCE_LENGTH, LOWER_CASE, MIN_COUNT, MAX_VOCABULARY);

  private CorpusSettings() {}
}

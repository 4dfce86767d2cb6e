package dev.bellows.data;

import dev.bellows.Setting;
import dev.bellows.data.source.SourceSettings;
import java.util.List;
import java.util.stream.Stream;

/** The settings of a job file's {@code data} section. */
public final class DataSettings {
  /** Whether columns are standardised. */
  public static final Setting<Boolean> STANDARDIZE =
      Setting.flag(
          "standardize", false, "mean 0 and population deviation 1 for every column, label too");

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

  /** All of them, the source's included. */
  public static final List<Setting<?>> ALL =
      Stream.concat(
              SourceSettings.ALL.stream(),
              Stream.<Setting<?>>of(STANDARDIZE, LIMIT, PARTITIONS, VALIDATION_FRACTION))
          .toList();

  private DataSettings() {}
}

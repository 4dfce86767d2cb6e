package dev.bellows.data.source;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Opens the source that the settings name. */
public final class RowSources {
  private RowSources() {}

  /**
   * The source; its columns are known, its rows are not yet read.
   *
   * @param labels what the labels of the rows are
   * @throws InputException if it is not there or its columns are not the ones named
   */
  public static RowSource open(SparkSession session, Settings settings, LabelKind labels) {
    return open(session, settings, labels, session.sparkContext().defaultParallelism());
  }

  /**
   * The same for rows that go to so many blocks, which a file without splits of its own is read as.
   */
  public static RowSource open(
      SparkSession session, Settings settings, LabelKind labels, int blocks) {
    if (settings.get(SourceSettings.PATH) == null) {
      throw new InputException("data.path is missing: the file or folder with the rows");
    }
    return open(session, new Opening(settings, labels, blocks, ""));
  }

  /**
   * A second source, whose rows are read like those of the first.
   *
   * @param settings those of the first
   * @param first the first
   * @param path where the second is: {@code data.validation-path}
   * @param labels the file with its labels, where such is wanted; else null
   */
  public static RowSource openValidation(
      SparkSession session,
      Settings settings,
      RowSource.Columns first,
      String path,
      String labels,
      int blocks) {
    Settings own = settings.with(SourceSettings.PATH, path);
    own =
        labels == null
            ? own.without(SourceSettings.LABELS)
            : own.with(SourceSettings.LABELS, labels);
    own = first.selected().isEmpty() ? own : own.with(SourceSettings.FEATURES, first.selected());
    return open(session, new Opening(own, first.labelKind(), blocks, "validation-"));
  }

  private static RowSource open(SparkSession session, Opening opening) {
    SourceSettings.requireFitting(opening.settings());
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    return switch (opening.get(SourceSettings.FORMAT)) {
      case CSV, TSV -> new DelimitedSource(spark, opening);
      case LIBSVM -> new LibsvmSource(spark, opening);
      case PARQUET -> new ParquetSource(session, opening);
      case IDX -> new IdxSource(spark, opening);
      case IMAGES, CIFAR ->
          throw new InputException(
              "data.format = %s: pictures are for networks that were trained on such; here rows of"
                      .formatted(Setting.word(opening.get(SourceSettings.FORMAT)))
                  + " numbers are wanted");
    };
  }
}

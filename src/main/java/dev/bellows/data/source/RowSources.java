package dev.bellows.data.source;

import dev.bellows.InputException;
import dev.bellows.Settings;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Opens the source that the settings name. */
public final class RowSources {
  private RowSources() {}

  /**
   * The source; its columns are known, its rows are not yet read.
   *
   * @param labelled whether the rows have a label column
   * @throws InputException if it is not there or its columns are not the ones named
   */
  public static RowSource open(SparkSession session, Settings settings, boolean labelled) {
    if (settings.get(SourceSettings.PATH) == null) {
      throw new InputException("data.path is missing: the file or folder with the rows");
    }
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    return switch (settings.get(SourceSettings.FORMAT)) {
      case CSV, TSV -> new DelimitedSource(spark, settings, labelled);
      case LIBSVM -> new LibsvmSource(spark, settings);
      case PARQUET -> new ParquetSource(session, settings, labelled);
    };
  }
}

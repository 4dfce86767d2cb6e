package dev.bellows.data.source;

import dev.bellows.InputException;
import java.net.URI;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Parquet files as tables whose rows know where they stand: their file and their number in it do
 * not depend on how Spark splits the files.
 */
public final class ParquetTables {
  /** The file that a row stands in; {@link #show} makes it readable. */
  public static final String FILE = "_metadata.file_path";

  /** The number of a row in its file, from 0. */
  public static final String ROW = "_metadata.row_index";

  private ParquetTables() {}

  /**
   * The table of all files that a path names.
   *
   * @param setting the setting that the path comes from, for messages
   * @param unit what should be in them, for messages
   * @throws InputException where there is none, or they are no Parquet
   */
  public static Dataset<Row> read(SparkSession session, String setting, String unit, String path) {
    InputFiles.find(session.sparkContext().hadoopConfiguration(), setting, unit, path);
    try {
      return session.read().parquet(path);
    } catch (Exception e) { // AnalysisException is checked, but Scala does not declare it
      throw new InputException(
          "%s = %s cannot be read as Parquet: %s".formatted(setting, path, firstLine(e)), e);
    }
  }

  /** The first line of what lies at the bottom of an exception. */
  private static String firstLine(Exception e) {
    Throwable bottom = e;
    while (bottom.getCause() != null) {
      bottom = bottom.getCause();
    }
    return String.valueOf(bottom.getMessage()).lines().findFirst().orElse("");
  }

  /** The column of that name, whatever signs are in it. */
  public static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** A value of {@link #FILE} as a person writes it. */
  public static String show(String file) {
    return file.startsWith("file:/") ? URI.create(file).getPath() : file;
  }
}

package dev.bellows.ml;

import dev.bellows.InputException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a model adds to a frame. */
final class OutputColumns {
  private OutputColumns() {}

  /** A column of numbers. */
  static StructField number(String name) {
    return DataTypes.createStructField(name, DataTypes.DoubleType, false);
  }

  /** A column of vectors. */
  static StructField vector(String name) {
    return DataTypes.createStructField(name, SQLDataTypes.VectorType(), false);
  }

  /**
   * A schema and more columns behind it; those without a name are left out.
   *
   * @throws InputException where one is there already
   */
  static StructType append(StructType schema, List<StructField> columns) {
    StructType more = schema;
    for (StructField column : columns) {
      if (column.name().isEmpty()) {
        continue;
      }
      if (Arrays.asList(more.fieldNames()).contains(column.name())) {
        throw new InputException(
            "there is a column '%s' already; drop it, or name another one for the output"
                .formatted(column.name()));
      }
      more = more.add(column);
    }
    return more;
  }
}

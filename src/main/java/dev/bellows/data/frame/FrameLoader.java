package dev.bellows.data.frame;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import dev.bellows.data.frame.FramePart.Facts;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** Reads rows for training from a DataFrame, which is computed once. */
public final class FrameLoader {
  private FrameLoader() {}

  /**
   * Checks that the columns are there and of the right types.
   *
   * @throws InputException with the column, if not
   */
  public static void requireColumns(StructType schema, FrameColumns columns) {
    requireFeatures(schema, columns.features());
    requireNumber(schema, columns.label(), "a label");
    if (columns.weight() != null) {
      requireNumber(schema, columns.weight(), "a weight");
    }
    if (columns.held() != null) {
      require(
          schema,
          columns.held(),
          type(schema, columns.held()) instanceof BooleanType,
          "it says of each row whether it is held out, so it takes boolean");
    }
  }

  /**
   * Checks that a column can be features: vectors, arrays of numbers, or numbers.
   *
   * @throws InputException with the column, if not
   */
  public static void requireFeatures(StructType schema, String name) {
    DataType type = type(schema, name);
    boolean right =
        isVector(type)
            || type instanceof NumericType
            || type instanceof ArrayType list && list.elementType() instanceof NumericType;
    require(
        schema,
        name,
        right,
        "features take a vector (VectorAssembler makes one), an array of numbers or a number");
  }

  private static void requireNumber(StructType schema, String name, String what) {
    DataType type = type(schema, name);
    boolean right = type instanceof NumericType || type instanceof BooleanType;
    require(schema, name, right, what + " takes a number (StringIndexer makes numbers of texts)");
  }

  private static void require(StructType schema, String name, boolean right, String expected) {
    if (!right) {
      throw new InputException(
          "column '%s' is of type %s; %s"
              .formatted(name, type(schema, name).simpleString(), expected));
    }
  }

  private static DataType type(StructType schema, String name) {
    List<String> names = Arrays.asList(schema.fieldNames());
    if (!names.contains(name)) {
      throw new InputException(
          "there is no column '%s'%s; there are %s"
              .formatted(name, Spelling.hint(name, names), String.join(", ", names)));
    }
    return schema.apply(name).dataType();
  }

  private static boolean isVector(DataType type) {
    return type.equals(SQLDataTypes.VectorType());
  }

  /** The column of that name as a vector, or null. */
  public static Column features(StructType schema, String name) {
    Column column = column(name);
    DataType type = type(schema, name);
    if (isVector(type)) {
      return column;
    }
    Column array =
        type instanceof ArrayType
            ? transform(column.cast("array<double>"), each -> coalesce(each, lit(Double.NaN)))
            : when(column.isNotNull(), array(column.cast("double")));
    return array_to_vector(array);
  }

  private static Column column(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  private static Column number(String name) {
    return column(name).cast("double");
  }

  /**
   * Reads the rows.
   *
   * @throws InputException for columns and rows that cannot be used, in one line
   */
  public static FrameRows read(Dataset<?> frame, FrameColumns columns) {
    StructType schema = frame.schema();
    requireColumns(schema, columns);
    Dataset<Row> selected =
        frame.select(
            features(schema, columns.features()),
            number(columns.label()),
            columns.weight() == null ? lit(1.0) : number(columns.weight()),
            columns.held() == null ? lit(false) : column(columns.held()));
    JavaRDD<FramePart> parts = parts(selected.javaRDD(), columns);
    List<Facts> facts = parts.map(FramePart::facts).collect();
    try {
      return new FrameRows(parts, facts, columns);
    } catch (InputException e) {
      parts.unpersist(false);
      throw e;
    }
  }

  private static JavaRDD<FramePart> parts(JavaRDD<Row> rows, FrameColumns columns) {
    FramePart.Reader reader = new FramePart.Reader(columns);
    return rows.mapPartitionsWithIndex(
            (partition, own) -> List.of(reader.read(partition, own)).iterator(), true)
        .setName("rows of the frame")
        .persist(StorageLevel.MEMORY_AND_DISK());
  }
}

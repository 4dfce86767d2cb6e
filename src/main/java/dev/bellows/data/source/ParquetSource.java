package dev.bellows.data.source;

import static org.apache.spark.sql.functions.col;

import dev.bellows.InputException;
import dev.bellows.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * Parquet: numeric columns, or one column of Spark ML vectors. A row's place is its file and its
 * number in the file, so that the order of rows does not depend on how Spark splits the files.
 */
final class ParquetSource implements RowSource {
  private final Dataset<Row> table;
  private final ColumnChoice choice;
  private final boolean vector;
  private final boolean sparse;

  ParquetSource(SparkSession session, Settings settings, boolean labelled) {
    String path = settings.get(SourceSettings.PATH);
    table = ParquetTables.read(session, "data.path", "row", path);
    choice =
        ColumnChoice.resolve(
            Arrays.asList(table.columns()),
            labelled ? settings.get(SourceSettings.LABEL) : null,
            settings.get(SourceSettings.FEATURES),
            path);
    StructField[] fields = table.schema().fields();
    vector =
        choice.features().length == 1
            && fields[choice.features()[0]].dataType().equals(SQLDataTypes.VectorType());
    sparse = vector && firstVector() instanceof SparseVector;
    for (int c : choice.features()) {
      requireNumeric(path, fields[c], vector);
    }
    if (choice.label() >= 0) {
      requireNumeric(path, fields[choice.label()], false);
    }
  }

  private Object firstVector() {
    Row[] first = (Row[]) table.select(ParquetTables.column(choice.featureNames().get(0))).head(1);
    return first.length == 0 ? null : first[0].get(0);
  }

  private static void requireNumeric(String path, StructField field, boolean vectorAllowed) {
    boolean numeric =
        field.dataType() instanceof NumericType || field.dataType() instanceof BooleanType;
    if (!numeric && !vectorAllowed) {
      throw new InputException(
          "%s: column %s is of type %s; a feature or label is a number, or the one feature column"
                  .formatted(path, field.name(), field.dataType().simpleString())
              + " a vector");
    }
  }

  @Override
  public Columns columns() {
    List<String> names = choice.featureNames();
    return new Columns(vector ? List.of() : names, choice.labelName(), sparse, names);
  }

  @Override
  public JavaRDD<SourceRow> rows() {
    List<Column> wanted = new ArrayList<>();
    wanted.add(col(ParquetTables.FILE));
    wanted.add(col(ParquetTables.ROW));
    wanted.add(
        choice.label() < 0
            ? org.apache.spark.sql.functions.lit(0.0)
            : ParquetTables.column(choice.labelName()).cast("double"));
    for (String name : choice.featureNames()) {
      wanted.add(vector ? ParquetTables.column(name) : ParquetTables.column(name).cast("double"));
    }
    Reader reader = new Reader(choice, vector, sparse);
    return table.select(wanted.toArray(Column[]::new)).javaRDD().mapPartitions(reader::read, true);
  }

  /** Turns rows of a table into rows of numbers; one run of row numbers is one segment. */
  private record Reader(ColumnChoice choice, boolean vector, boolean sparse)
      implements java.io.Serializable {
    private static final int FIRST_FEATURE = 3;

    Iterator<SourceRow> read(Iterator<Row> rows) {
      return new Iterator<>() {
        private String file = "";
        private long segment;
        private long next = -1;

        @Override
        public boolean hasNext() {
          return rows.hasNext();
        }

        @Override
        public SourceRow next() {
          Row row = rows.next();
          long number = row.getLong(1);
          if (number != next || !row.getString(0).equals(file)) {
            file = row.getString(0);
            segment = number;
          }
          next = number + 1;
          return convert(file, segment, number - segment + 1, row);
        }
      };
    }

    private SourceRow convert(String file, long segment, long line, Row row) {
      String shown = ParquetTables.show(file);
      for (int c = 2; c < row.length(); c++) {
        if (row.isNullAt(c)) {
          return SourceRow.bad(shown, segment, line, name(c) + " is empty");
        }
      }
      Vector vectorValue = vector ? row.getAs(FIRST_FEATURE) : null;
      SparseVector sparseValue = sparse ? vectorValue.toSparse() : null;
      double[] values =
          sparse
              ? sparseValue.values()
              : vector ? vectorValue.toArray() : new double[row.length() - FIRST_FEATURE];
      for (int c = 0; !vector && c < values.length; c++) {
        values[c] = row.getDouble(FIRST_FEATURE + c);
      }
      double label = row.getDouble(2);
      for (int c = -1; c < values.length; c++) {
        double value = c < 0 ? label : values[c];
        if (!Double.isFinite(value)) {
          String where = name(vector && c >= 0 ? FIRST_FEATURE : c + FIRST_FEATURE);
          String element = vector && c >= 0 ? ", element " + (c + 1) + "," : "";
          return SourceRow.bad(
              shown,
              segment,
              line,
              where + element + " is '" + value + "', which no model can be fitted to");
        }
      }
      int[] indices = sparse ? sparseValue.indices() : null;
      return new SourceRow(shown, segment, line, values, indices, label, null);
    }

    private String name(int selected) {
      int column = selected == 2 ? choice.label() : choice.features()[selected - FIRST_FEATURE];
      return choice.describe(column);
    }
  }
}

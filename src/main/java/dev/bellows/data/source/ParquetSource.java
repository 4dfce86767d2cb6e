package dev.bellows.data.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.bellows.InputException;
import java.io.Serializable;
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
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * Parquet: numeric columns, or one column of Spark ML vectors. A row's place is its file and its
 * number in the file, so that the order of rows does not depend on how Spark splits the files.
 */
final class ParquetSource implements RowSource {
  private final Dataset<Row> table;
  private final ColumnChoice choice;
  private final LabelKind labels;
  private final boolean textLabel;
  private final boolean vector;
  private final boolean sparse;
  private final JavaRDD<SourceRow> rows;

  ParquetSource(SparkSession session, Opening opening) {
    String path = opening.get(SourceSettings.PATH);
    table = ParquetTables.read(session, opening.key(SourceSettings.PATH), "row", path);
    choice = ColumnChoice.resolve(Arrays.asList(table.columns()), opening, path);
    labels = opening.labels();
    StructField[] fields = table.schema().fields();
    vector =
        choice.features().length == 1
            && fields[choice.features()[0]].dataType().equals(SQLDataTypes.VectorType());
    sparse = vector && firstVector() instanceof SparseVector;
    for (int c : choice.features()) {
      requireNumeric(path, fields[c], vector);
    }
    boolean text =
        choice.label() >= 0 && fields[choice.label()].dataType().equals(DataTypes.StringType);
    if (choice.label() >= 0 && !(text && labels == LabelKind.CLASSES)) {
      requireNumeric(path, fields[choice.label()], false);
    }
    if (choice.weight() >= 0) {
      requireNumeric(path, fields[choice.weight()], false);
    }
    textLabel = text;
    rows = read();
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
          "%s: column %s is of type %s; a feature, weight or label is a number, or the one feature"
                  .formatted(path, field.name(), field.dataType().simpleString())
              + " column a vector");
    }
  }

  @Override
  public Columns columns() {
    List<String> names = choice.featureNames();
    return new Columns(
        vector ? List.of() : names,
        choice.labelName(),
        choice.labelPlace(),
        labels,
        choice.weight() >= 0,
        sparse,
        names);
  }

  @Override
  public JavaRDD<SourceRow> rows() {
    return rows;
  }

  private JavaRDD<SourceRow> read() {
    List<Column> wanted = new ArrayList<>();
    wanted.add(col(ParquetTables.FILE));
    wanted.add(col(ParquetTables.ROW));
    Column none = lit(0.0);
    Column label = choice.label() < 0 ? none : ParquetTables.column(choice.labelName());
    wanted.add(textLabel ? label : label.cast("double"));
    wanted.add(
        choice.weight() < 0
            ? lit(1.0)
            : ParquetTables.column(choice.names().get(choice.weight())).cast("double"));
    for (String name : choice.featureNames()) {
      wanted.add(vector ? ParquetTables.column(name) : ParquetTables.column(name).cast("double"));
    }
    Reader reader = new Reader(choice, textLabel, vector, sparse);
    return table.select(wanted.toArray(Column[]::new)).javaRDD().mapPartitions(reader::read, true);
  }

  /** Turns rows of a table into rows of numbers; one run of row numbers is one segment. */
  private record Reader(ColumnChoice choice, boolean textLabel, boolean vector, boolean sparse)
      implements Serializable {
    private static final int LABEL = 2;
    private static final int WEIGHT = 3;
    private static final int FIRST_FEATURE = 4;

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
      for (int c = 0; c < values.length; c++) {
        if (!Double.isFinite(values[c])) {
          String where =
              vector ? name(FIRST_FEATURE) + ", element " + (c + 1) + "," : name(c + FIRST_FEATURE);
          return unusable(shown, segment, line, where, values[c]);
        }
      }
      String text = textLabel ? row.getString(LABEL) : null;
      double label = textLabel ? PlainNumber.parse(text).orElse(Double.NaN) : row.getDouble(LABEL);
      boolean named = textLabel && PlainNumber.parse(text).isEmpty();
      if (named && text.isBlank()) {
        return SourceRow.bad(shown, segment, line, name(LABEL) + " is empty");
      }
      if (!named && !Double.isFinite(label)) {
        return unusable(shown, segment, line, name(LABEL), label);
      }
      double weight = row.getDouble(WEIGHT);
      if (!Double.isFinite(weight)) {
        return unusable(shown, segment, line, name(WEIGHT), weight);
      }
      if (weight < 0) {
        return SourceRow.bad(
            shown,
            segment,
            line,
            "%s is '%s'; a weight is at least 0".formatted(name(WEIGHT), weight));
      }
      int[] indices = sparse ? sparseValue.indices() : null;
      return new SourceRow(
          shown, segment, line, values, indices, label, named ? text.trim() : null, weight, null);
    }

    private static SourceRow unusable(
        String file, long segment, long line, String where, double value) {
      return SourceRow.bad(
          file, segment, line, where + " is '" + value + "', which no model can be fitted to");
    }

    private String name(int selected) {
      return choice.describe(
          switch (selected) {
            case LABEL -> choice.label();
            case WEIGHT -> choice.weight();
            default -> choice.features()[selected - FIRST_FEATURE];
          });
    }
  }
}

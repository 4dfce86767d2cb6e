package dev.bellows.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A table of results, for CSV and Parquet. Numbers are written as the shortest text that gives the
 * same bits again.
 *
 * @param columns of the same length
 */
public record Table(List<Column> columns) {

  /** What a column holds. */
  public enum Type {
    /** {@code Long}. */
    WHOLE,
    /** {@code Double}. */
    NUMBER,
    /** {@code Boolean}. */
    FLAG,
    /** {@code String}. */
    TEXT
  }

  /**
   * A column.
   *
   * @param values of the type; null where there is none
   */
  public record Column(String name, Type type, List<Object> values) {

    /** Keeps an unmodifiable copy. */
    public Column {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /**
     * A column of the narrowest type that holds these values.
     *
     * @param values numbers, flags and texts; null where there is none
     */
    public static Column of(String name, List<Object> values) {
      List<Object> present = values.stream().filter(Objects::nonNull).toList();
      Type type =
          present.isEmpty()
              ? Type.TEXT
              : all(present, Long.class)
                  ? Type.WHOLE
                  : all(present, Number.class)
                      ? Type.NUMBER
                      : all(present, Boolean.class) ? Type.FLAG : Type.TEXT;
      return new Column(name, type, values.stream().map(value -> as(type, value)).toList());
    }

    private static boolean all(List<Object> values, Class<?> type) {
      return values.stream().allMatch(type::isInstance);
    }

    private static Object as(Type type, Object value) {
      if (value == null) {
        return null;
      }
      return switch (type) {
        case NUMBER -> ((Number) value).doubleValue();
        case TEXT -> String.valueOf(value);
        case WHOLE, FLAG -> value;
      };
    }
  }

  /** Checks that the columns have one length. */
  public Table {
    columns = List.copyOf(columns);
    if (columns.stream().mapToInt(column -> column.values().size()).distinct().count() > 1) {
      throw new IllegalArgumentException("columns of several lengths");
    }
  }

  /** The number of rows. */
  public int rows() {
    return columns.isEmpty() ? 0 : columns.get(0).values().size();
  }

  /** Writes the table as CSV with a header; what is not there is an empty field. */
  public void writeCsv(OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(columns.stream().map(c -> field(c.name())).collect(Collectors.joining(",")));
    text.append('\n');
    for (int row = 0; row < rows(); row++) {
      int r = row;
      text.append(
          columns.stream().map(c -> field(c.values().get(r))).collect(Collectors.joining(",")));
      text.append('\n');
    }
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String field(Object value) {
    String text = value == null ? "" : value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Writes the table as one Parquet file, by Parquet's own writer and without Spark. */
  public void writeParquet(OutputStream out) throws IOException {
    ParquetTable.write(this, out);
  }
}

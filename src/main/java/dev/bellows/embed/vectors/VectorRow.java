package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** The row of a Parquet file that is being read; the same object for every row. */
final class VectorRow {
  private String word;
  private long count;
  private float[] numbers = new float[128];
  private int length;

  String word() {
    return word;
  }

  long count() {
    return count;
  }

  /** The vector, in the first {@link #length} elements; live. */
  float[] numbers() {
    return numbers;
  }

  int length() {
    return length;
  }

  private void add(float number) {
    if (length == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * length);
    }
    numbers[length++] = number;
  }

  /**
   * The columns of a file that we read.
   *
   * @throws InputException if one is missing or is of another type
   */
  static MessageType schema(MessageType all, Path file) {
    List<Type> wanted = new ArrayList<>();
    wanted.add(column(all, ParquetVectorWriter.WORD, file, PrimitiveTypeName.BINARY));
    if (all.containsField(ParquetVectorWriter.COUNT)) {
      wanted.add(
          column(
              all,
              ParquetVectorWriter.COUNT,
              file,
              PrimitiveTypeName.INT64,
              PrimitiveTypeName.INT32));
    }
    wanted.add(
        column(
            all,
            ParquetVectorWriter.VECTOR,
            file,
            PrimitiveTypeName.FLOAT,
            PrimitiveTypeName.DOUBLE));
    return new MessageType(all.getName(), wanted);
  }

  private static Type column(
      MessageType all, String name, Path file, PrimitiveTypeName... allowed) {
    if (!all.containsField(name)) {
      throw new InputException(
          "%s has no column '%s'; wanted are word, vector and, where it is known, count"
              .formatted(file, name));
    }
    Type column = all.getType(name);
    Type element = column;
    int groups = 0;
    for (; !element.isPrimitive() && element.asGroupType().getFieldCount() == 1; groups++) {
      element = element.asGroupType().getType(0);
    }
    boolean list = name.equals(ParquetVectorWriter.VECTOR);
    if (!element.isPrimitive()
        || !Arrays.asList(allowed).contains(element.asPrimitiveType().getPrimitiveTypeName())
        || list != groups > 0 && !(list && column.isRepetition(Type.Repetition.REPEATED))) {
      throw new InputException(
          "%s: column '%s' is '%s'; wanted are a word that is a string, a count that is whole, and"
                  .formatted(file, name, column.toString().replaceAll("\\s+", " "))
              + " a vector that is a list of floats");
    }
    return column;
  }

  /** Fills the row. */
  static final class Materializer extends RecordMaterializer<VectorRow> {
    private final VectorRow row = new VectorRow();
    private final GroupConverter root;

    Materializer(MessageType schema) {
      root = new Group(schema, row, true);
    }

    @Override
    public VectorRow getCurrentRecord() {
      return row;
    }

    @Override
    public GroupConverter getRootConverter() {
      return root;
    }
  }

  private static final class Group extends GroupConverter {
    private final Converter[] fields;
    private final VectorRow row;
    private final boolean root;

    Group(GroupType type, VectorRow row, boolean root) {
      this.row = row;
      this.root = root;
      fields = new Converter[type.getFieldCount()];
      for (int i = 0; i < fields.length; i++) {
        Type field = type.getType(i);
        fields[i] =
            field.isPrimitive() ? new Value(row) : new Group(field.asGroupType(), row, false);
      }
    }

    @Override
    public Converter getConverter(int field) {
      return fields[field];
    }

    @Override
    public void start() {
      if (root) {
        row.word = null;
        row.count = 0;
        row.length = 0;
      }
    }

    @Override
    public void end() {}
  }

  /** Each column has a type of its own, so the type says where a value belongs. */
  private static final class Value extends PrimitiveConverter {
    private final VectorRow row;

    Value(VectorRow row) {
      this.row = row;
    }

    @Override
    public void addBinary(Binary value) {
      row.word = value.toStringUsingUTF8();
    }

    @Override
    public void addInt(int value) {
      row.count = value;
    }

    @Override
    public void addLong(long value) {
      row.count = value;
    }

    @Override
    public void addFloat(float value) {
      row.add(value);
    }

    @Override
    public void addDouble(double value) {
      row.add((float) value);
    }
  }
}

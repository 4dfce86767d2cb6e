package dev.bellows.report;

import dev.bellows.report.Table.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Writes a table as one Parquet file; every column may lack values. */
final class ParquetTable {
  private ParquetTable() {}

  static void write(Table table, OutputStream out) throws IOException {
    new ParquetRows(schema(table), Map.of(), true, (row, consumer) -> write(table, row, consumer))
        .write(table.rows(), out);
  }

  private static MessageType schema(Table table) {
    Types.MessageTypeBuilder schema = Types.buildMessage();
    table.columns().forEach(column -> schema.addField(field(column)));
    return schema.named("table");
  }

  private static Type field(Column column) {
    return switch (column.type()) {
      case WHOLE -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
      case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
      case FLAG -> Types.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
      case TEXT ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(column.name());
    };
  }

  private static void write(Table table, int row, RecordConsumer consumer) {
    for (int c = 0; c < table.columns().size(); c++) {
      Column column = table.columns().get(c);
      Object value = column.values().get(row);
      if (value != null) {
        consumer.startField(column.name(), c);
        add(column, value, consumer);
        consumer.endField(column.name(), c);
      }
    }
  }

  private static void add(Column column, Object value, RecordConsumer consumer) {
    switch (column.type()) {
      case WHOLE -> consumer.addLong((Long) value);
      case NUMBER -> consumer.addDouble((Double) value);
      case FLAG -> consumer.addBoolean((Boolean) value);
      case TEXT -> consumer.addBinary(Binary.fromString((String) value));
    }
  }
}

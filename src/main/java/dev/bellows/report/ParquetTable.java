package dev.bellows.report;

import dev.bellows.report.Table.Column;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
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
    try (ParquetWriter<Integer> writer = new Builder(table, out).build()) {
      for (int row = 0; row < table.rows(); row++) {
        writer.write(row);
      }
    }
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

  private static final class Builder extends ParquetWriter.Builder<Integer, Builder> {
    private final Table table;

    Builder(Table table, OutputStream out) {
      super(new ParquetStream(out));
      this.table = table;
      withConf(new PlainParquetConfiguration());
      withCompressionCodec(CompressionCodecName.SNAPPY);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(Configuration configuration) {
      return new RowSupport(table);
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(ParquetConfiguration configuration) {
      return new RowSupport(table);
    }
  }

  /** Writes a row, given its number. */
  private static final class RowSupport extends WriteSupport<Integer> {
    private final Table table;
    private RecordConsumer consumer;

    RowSupport(Table table) {
      this.table = table;
    }

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema(table), Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(schema(table), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      consumer = recordConsumer;
    }

    @Override
    public void write(Integer row) {
      consumer.startMessage();
      for (int c = 0; c < table.columns().size(); c++) {
        Column column = table.columns().get(c);
        Object value = column.values().get(row);
        if (value != null) {
          consumer.startField(column.name(), c);
          add(column, value);
          consumer.endField(column.name(), c);
        }
      }
      consumer.endMessage();
    }

    private void add(Column column, Object value) {
      switch (column.type()) {
        case WHOLE -> consumer.addLong((Long) value);
        case NUMBER -> consumer.addDouble((Double) value);
        case FLAG -> consumer.addBoolean((Boolean) value);
        case TEXT -> consumer.addBinary(Binary.fromString((String) value));
      }
    }
  }
}

package dev.bellows.embed.vectors;

import dev.bellows.linalg.FloatTable;
import dev.bellows.report.ParquetStream;
import java.io.IOException;
import java.io.OutputStream;
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
import org.apache.parquet.schema.Types;

/**
 * Writes one Parquet file with a row {@code (word: string, count: int64, vector: list of float)} a
 * word, by Parquet's own writer and without Spark.
 */
final class ParquetVectorWriter {
  static final String WORD = "word";
  static final String COUNT = "count";
  static final String VECTOR = "vector";
  private static final String LIST = "list";
  private static final String ELEMENT = "element";

  private static final MessageType SCHEMA =
      Types.buildMessage()
          .required(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named(WORD)
          .required(PrimitiveTypeName.INT64)
          .named(COUNT)
          .requiredList()
          .requiredElement(PrimitiveTypeName.FLOAT)
          .named(VECTOR)
          .named("words");

  private ParquetVectorWriter() {}

  static void write(WordVectors vectors, OutputStream out) throws IOException {
    try (ParquetWriter<Integer> writer = new Builder(vectors, out).build()) {
      for (int row = 0; row < vectors.vocabulary().size(); row++) {
        writer.write(row);
      }
    }
  }

  private static final class Builder extends ParquetWriter.Builder<Integer, Builder> {
    private final WordVectors vectors;

    Builder(WordVectors vectors, OutputStream out) {
      super(new ParquetStream(out));
      this.vectors = vectors;
      withConf(new PlainParquetConfiguration());
      withCompressionCodec(CompressionCodecName.SNAPPY);
      withDictionaryEncoding(false); // hardly a word or a number is there twice
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(Configuration configuration) {
      return new RowSupport(vectors);
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(ParquetConfiguration configuration) {
      return new RowSupport(vectors);
    }
  }

  /** Writes a row, given its number. */
  private static final class RowSupport extends WriteSupport<Integer> {
    private final WordVectors vectors;
    private RecordConsumer consumer;

    RowSupport(WordVectors vectors) {
      this.vectors = vectors;
    }

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(SCHEMA, vectors.metadata());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(SCHEMA, vectors.metadata());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      consumer = recordConsumer;
    }

    @Override
    public void write(Integer row) {
      consumer.startMessage();
      consumer.startField(WORD, 0);
      consumer.addBinary(Binary.fromString(vectors.vocabulary().word(row)));
      consumer.endField(WORD, 0);
      consumer.startField(COUNT, 1);
      consumer.addLong(vectors.vocabulary().count(row));
      consumer.endField(COUNT, 1);
      consumer.startField(VECTOR, 2);
      consumer.startGroup();
      consumer.startField(LIST, 0);
      FloatTable table = vectors.vectors();
      for (int column = 0; column < table.columns(); column++) {
        consumer.startGroup();
        consumer.startField(ELEMENT, 0);
        consumer.addFloat(table.get(row, column));
        consumer.endField(ELEMENT, 0);
        consumer.endGroup();
      }
      consumer.endField(LIST, 0);
      consumer.endGroup();
      consumer.endField(VECTOR, 2);
      consumer.endMessage();
    }
  }
}

package dev.bellows.embed.vectors;

import dev.bellows.linalg.FloatTable;
import dev.bellows.report.ParquetRows;
import java.io.IOException;
import java.io.OutputStream;
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
    // Hardly a word or a number is there twice.
    new ParquetRows(
            SCHEMA, vectors.metadata(), false, (row, consumer) -> write(vectors, row, consumer))
        .write(vectors.vocabulary().size(), out);
  }

  private static void write(WordVectors vectors, int row, RecordConsumer consumer) {
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
  }
}

package dev.bellows.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * Rows of one Parquet file, written by Parquet's own writer and without Spark.
 *
 * @param schema of the rows
 * @param metadata of the file
 * @param repeats whether values are expected more than once, so that a dictionary pays
 * @param fields writes the fields of a row
 */
public record ParquetRows(
    MessageType schema, Map<String, String> metadata, boolean repeats, Fields fields) {

  /** Writes the fields of rows. */
  @FunctionalInterface
  public interface Fields {
    /** Writes those of the row of that number, 0 for the first. */
    void write(int row, RecordConsumer consumer);
  }

  /**
   * Writes the file.
   *
   * @param rows how many there are
   * @param out stays open
   */
  public void write(int rows, OutputStream out) throws IOException {
    try (ParquetWriter<Integer> writer = new Builder(out).build()) {
      for (int row = 0; row < rows; row++) {
        writer.write(row);
      }
    }
  }

  private final class Builder extends ParquetWriter.Builder<Integer, Builder> {
    Builder(OutputStream out) {
      super(new ParquetStream(out));
      withConf(new PlainParquetConfiguration());
      withCompressionCodec(CompressionCodecName.SNAPPY);
      withDictionaryEncoding(repeats);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(Configuration configuration) {
      return new Support();
    }

    @Override
    protected WriteSupport<Integer> getWriteSupport(ParquetConfiguration configuration) {
      return new Support();
    }
  }

  /** Writes a row, given its number. */
  private final class Support extends WriteSupport<Integer> {
    private RecordConsumer consumer;

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(schema, metadata);
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(schema, metadata);
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      consumer = recordConsumer;
    }

    @Override
    public void write(Integer row) {
      consumer.startMessage();
      fields.write(row, consumer);
      consumer.endMessage();
    }
  }
}

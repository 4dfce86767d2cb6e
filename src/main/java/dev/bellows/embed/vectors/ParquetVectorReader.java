package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import dev.bellows.linalg.FloatTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/**
 * Reads one Parquet file with the columns {@code word} and {@code vector}, a list of floats or
 * doubles, and {@code count} where it is there; others are left alone. Rows stand in the order of
 * their counts. By Parquet's own reader and without Spark.
 */
final class ParquetVectorReader {
  private final Path path;
  private final List<String> words = new ArrayList<>();
  private long[] counts;
  private FloatTable table;

  private ParquetVectorReader(Path path) {
    this.path = path;
  }

  static WordVectors read(Path path) throws IOException {
    return new ParquetVectorReader(path).read();
  }

  private WordVectors read() throws IOException {
    InputFile file = new LocalInputFile(path);
    MessageType schema;
    Map<String, String> metadata;
    long rows;
    try (ParquetFileReader footer = ParquetFileReader.open(file)) {
      FileMetaData meta = footer.getFooter().getFileMetaData();
      schema = meta.getSchema();
      metadata = new HashMap<>(meta.getKeyValueMetaData());
      rows = footer.getRecordCount();
    } catch (RuntimeException e) { // Parquet's way to tell that it is none
      throw new InputException(path + " is not a whole Parquet file", e);
    }
    if (rows < 1 || rows > Integer.MAX_VALUE - 8) {
      throw new InputException("%s has %,d rows".formatted(path, rows));
    }
    metadata.keySet().removeIf(key -> !key.startsWith("bellows."));
    MessageType wanted = VectorRow.schema(schema, path);
    boolean counted = wanted.containsField(ParquetVectorWriter.COUNT);
    counts = counted ? new long[(int) rows] : Words.madeUpCounts((int) rows);
    if (!counted) {
      metadata.put(WordVectorFiles.COUNTS, WordVectorFiles.MADE_UP);
    }
    readRows(file, wanted, (int) rows, counted);
    return new WordVectors(
        Words.vocabulary(path, words, counts, ParquetVectorReader::rowOf),
        table,
        Optional.empty(),
        metadata);
  }

  private static String rowOf(int row) {
    return "row " + (row + 1);
  }

  private void readRows(InputFile file, MessageType wanted, int rows, boolean counted)
      throws IOException {
    try (ParquetReader<VectorRow> reader = new Builder(file, wanted).build()) {
      for (VectorRow row = reader.read(); row != null; row = reader.read()) {
        keep(row, words.size(), rows, counted);
      }
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InputException("%s, %s cannot be read".formatted(path, rowOf(words.size())), e);
    }
    if (words.size() != rows) {
      throw new InputException("%s ends too early, with %s".formatted(path, rowOf(words.size())));
    }
  }

  private void keep(VectorRow row, int id, int rows, boolean counted) {
    if (table == null && row.length() > 0) {
      table = new FloatTable(rows, row.length());
    }
    if (table == null || row.length() != table.columns()) {
      throw wrong(id, "a vector of %d numbers".formatted(row.length()));
    }
    if (row.word() == null) {
      throw wrong(id, "there is no word");
    }
    for (int column = 0; column < row.length(); column++) {
      if (!Float.isFinite(row.numbers()[column])) {
        throw wrong(id, "the vector has a number that is not finite");
      }
    }
    table.setRow(id, row.numbers(), 0);
    words.add(row.word());
    if (counted) {
      counts[id] = row.count();
    }
  }

  private InputException wrong(int id, String what) {
    return new InputException("%s, %s: %s".formatted(path, rowOf(id), what));
  }

  private static final class Builder extends ParquetReader.Builder<VectorRow> {
    private final MessageType wanted;

    Builder(InputFile file, MessageType wanted) {
      super(file, new PlainParquetConfiguration());
      this.wanted = wanted;
    }

    @Override
    protected ReadSupport<VectorRow> getReadSupport() {
      return new RowSupport(wanted);
    }
  }

  private static final class RowSupport extends ReadSupport<VectorRow> {
    private final MessageType wanted;

    RowSupport(MessageType wanted) {
      this.wanted = wanted;
    }

    @Override
    public ReadContext init(InitContext context) {
      return new ReadContext(wanted);
    }

    @Override
    public RecordMaterializer<VectorRow> prepareForRead(
        Configuration configuration,
        Map<String, String> metadata,
        MessageType schema,
        ReadContext context) {
      return new VectorRow.Materializer(context.getRequestedSchema());
    }

    @Override
    public RecordMaterializer<VectorRow> prepareForRead(
        ParquetConfiguration configuration,
        Map<String, String> metadata,
        MessageType schema,
        ReadContext context) {
      return new VectorRow.Materializer(context.getRequestedSchema());
    }
  }
}

package dev.bellows.embed.corpus;

import static org.apache.spark.sql.functions.col;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.data.source.ParquetTables;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * A Parquet column of lists of strings: a row is a sentence, a string a word. A segment is a run of
 * rows of one file; a record is a row. A row without a list is an empty sentence.
 */
final class ListText implements CorpusText {
  private final JavaRDD<Row> rows; // one plan for all passes, so that they see the same segments
  private final String name;
  private final int mostWords;
  private final boolean lowerCase;

  ListText(SparkSession session, Settings settings) {
    String path = settings.get(CorpusSettings.PATH);
    Dataset<Row> table = ParquetTables.read(session, "corpus.path", "sentence", path);
    String column = column(table.schema().fields(), settings.get(CorpusSettings.COLUMN), path);
    rows =
        table
            .select(col(ParquetTables.FILE), col(ParquetTables.ROW), ParquetTables.column(column))
            .javaRDD();
    name = "corpus.path = " + path;
    mostWords = Math.toIntExact(settings.get(CorpusSettings.MAX_SENTENCE_LENGTH));
    lowerCase = settings.get(CorpusSettings.LOWER_CASE);
  }

  private static String column(StructField[] fields, String wanted, String path) {
    List<String> names = Arrays.stream(fields).map(StructField::name).toList();
    if (wanted != null) {
      int at = names.indexOf(wanted);
      if (at < 0) {
        throw new InputException(
            "corpus.column = %s: %s has no such column%s; it has %s"
                .formatted(wanted, path, Spelling.hint(wanted, names), String.join(", ", names)));
      }
      if (!isList(fields[at])) {
        throw new InputException(
            "corpus.column = %s: in %s that is of type %s; it takes lists of strings, array<string>"
                .formatted(wanted, path, fields[at].dataType().simpleString()));
      }
      return wanted;
    }
    List<String> lists =
        Arrays.stream(fields).filter(ListText::isList).map(StructField::name).toList();
    if (lists.size() != 1) {
      throw new InputException(
          lists.isEmpty()
              ? "corpus.path = %s: no column has lists of strings, array<string>; it has %s"
                  .formatted(
                      path,
                      Arrays.stream(fields)
                          .map(field -> field.name() + " " + field.dataType().simpleString())
                          .collect(Collectors.joining(", ")))
              : "corpus.column: %s has several columns with lists of strings; say which: %s"
                  .formatted(path, String.join(", ", lists)));
    }
    return lists.get(0);
  }

  private static boolean isList(StructField field) {
    return field.dataType() instanceof ArrayType list && list.elementType() instanceof StringType;
  }

  @Override
  public <T> JavaRDD<T> read(Pass.Start<T> start) {
    int most = mostWords;
    boolean lower = lowerCase;
    return rows.mapPartitions(
        records -> {
          Pass<T> pass = start.start();
          SentenceFeed feed = new SentenceFeed(most, lower, pass);
          return new Reading<>(new Rows(records, feed, pass), pass);
        },
        true);
  }

  @Override
  public int partitions() {
    return rows.getNumPartitions();
  }

  @Override
  public String name() {
    return name;
  }

  private static final class Rows implements Records {
    private final Iterator<Row> records;
    private final SentenceFeed feed;
    private final Pass<?> pass;
    private String file = "";
    private long expected = -1;

    Rows(Iterator<Row> records, SentenceFeed feed, Pass<?> pass) {
      this.records = records;
      this.feed = feed;
      this.pass = pass;
    }

    @Override
    public boolean feed() {
      if (!records.hasNext()) {
        return false;
      }
      Row row = records.next();
      long number = row.getLong(1);
      if (number != expected || !row.getString(0).equals(file)) {
        file = row.getString(0);
        pass.begin(ParquetTables.show(file), number);
      }
      expected = number + 1;
      feed.list(row.isNullAt(2) ? List.of() : row.getList(2));
      pass.endRecord();
      return true;
    }
  }
}

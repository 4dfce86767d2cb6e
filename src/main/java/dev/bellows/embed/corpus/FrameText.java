package dev.bellows.embed.corpus;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * A DataFrame's column of lists of strings: a row is a sentence, a string a word. A segment is a
 * partition; a record is a row. A row without a list is an empty sentence.
 */
final class FrameText implements CorpusText {
  private final JavaRDD<Row> rows; // one plan for all passes, so that they see the same segments
  private final String name;
  private final int mostWords;
  private final boolean lowerCase;

  FrameText(Dataset<?> frame, String column, Settings settings) {
    requireWords(frame.schema(), column);
    rows = frame.select(functions.col("`" + column.replace("`", "``") + "`")).javaRDD();
    name = "column '%s'".formatted(column);
    mostWords = Math.toIntExact(settings.get(CorpusSettings.MAX_SENTENCE_LENGTH));
    lowerCase = settings.get(CorpusSettings.LOWER_CASE);
  }

  static void requireWords(StructType schema, String column) {
    List<String> names = Arrays.asList(schema.fieldNames());
    if (!names.contains(column)) {
      throw new InputException(
          "there is no column '%s'%s; there are %s"
              .formatted(column, Spelling.hint(column, names), String.join(", ", names)));
    }
    DataType type = schema.apply(column).dataType();
    if (!(type instanceof ArrayType list && list.elementType() instanceof StringType)) {
      throw new InputException(
          "column '%s' is of type %s; words take lists of strings, array<string> (Tokenizer makes them)"
              .formatted(column, type.simpleString()));
    }
  }

  @Override
  public <T> JavaRDD<T> read(Pass.Start<T> start) {
    int most = mostWords;
    boolean lower = lowerCase;
    String segment = name;
    return rows.mapPartitionsWithIndex(
        (partition, records) -> {
          Pass<T> pass = start.start();
          pass.begin(segment, partition);
          SentenceFeed feed = new SentenceFeed(most, lower, pass);
          return new Reading<>(new Lists(records, feed, pass), pass);
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

  private record Lists(Iterator<Row> rows, SentenceFeed sentences, Pass<?> pass)
      implements Records {
    @Override
    public boolean feed() {
      if (!rows.hasNext()) {
        return false;
      }
      Row row = rows.next();
      sentences.list(row.isNullAt(0) ? List.of() : row.getList(0));
      pass.endRecord();
      return true;
    }
  }
}

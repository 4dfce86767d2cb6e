package dev.bellows.embed.corpus;

import static dev.bellows.embed.corpus.Corpora.at;
import static dev.bellows.embed.corpus.Corpora.read;
import static dev.bellows.embed.corpus.Corpora.sentences;
import static dev.bellows.embed.corpus.Corpora.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.embed.corpus.CorpusSettings.Format;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sentences from Parquet. */
class ListTextTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.LongType)
          .add("my.`words`", DataTypes.createArrayType(DataTypes.StringType));

  @TempDir private Path folder;

  private Settings parquet(StructType schema, int files, Row... rows) {
    Path path = folder.resolve("table of 1.parquet");
    TestSpark.session()
        .createDataFrame(Arrays.asList(rows), schema)
        .repartitionByRange(files, functions.col("id"))
        .sortWithinPartitions("id")
        .write()
        .option("parquet.block.size", 1024) // row groups of a hundred rows, so that files split
        .mode("overwrite")
        .parquet(path.toString());
    return at(path).with(CorpusSettings.FORMAT, Format.PARQUET);
  }

  private static Row row(long id, String... words) {
    return RowFactory.create(id, words);
  }

  private static void assertTold(Settings settings, String... parts) {
    assertThatThrownBy(() -> read(settings).shares(1))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(parts)
        .message()
        .hasLineCount(1);
  }

  @Test
  void rowsAreSentencesAndNullsAreNoWords() {
    Settings settings =
        parquet(
            SCHEMA,
            1,
            row(1, "New York", null, "Rome"),
            RowFactory.create(2L, null),
            row(3),
            row(4, "Rome", "", "ROME", "Öslo"));
    try (Corpus corpus = read(settings)) {
      assertThat(words(corpus.vocabulary()))
          .containsExactly("Rome 2", "New York 1", "ROME 1", "Öslo 1");
      assertThat(sentences(corpus, 2)).containsExactly("New York Rome", "", "", "Rome ROME Öslo");
    }
    try (Corpus corpus =
        read(
            settings
                .with(CorpusSettings.LOWER_CASE, true)
                .with(CorpusSettings.MAX_SENTENCE_LENGTH, 2L))) {
      assertThat(sentences(corpus, 1))
          .containsExactly("new york rome", "", "", "rome rome", "öslo");
    }
  }

  @Test
  void rowsKeepTheOrderOfTheirFilesHoweverTheyAreSplit() {
    Row[] rows = IntStream.range(0, 900).mapToObj(i -> row(i, "w" + i, "all")).toArray(Row[]::new);
    Settings settings = parquet(SCHEMA, 2, rows);
    // Spark numbers the files by their ranges of id
    List<String> expected = IntStream.range(0, 900).mapToObj(i -> "w" + i + " all").toList();
    SparkSession splitting = TestSpark.session().newSession();
    splitting.conf().set("spark.sql.files.maxPartitionBytes", "2000");
    for (SparkSession session : List.of(TestSpark.session(), splitting)) {
      try (Corpus corpus = Corpus.read(session, settings, Optional.empty())) {
        assertThat(sentences(corpus, 3)).isEqualTo(expected);
      }
    }
    assertThat(CorpusText.open(splitting, settings).partitions())
        .isGreaterThan(CorpusText.open(TestSpark.session(), settings).partitions());
  }

  @Test
  void theColumnIsChosenOrTold() {
    StructType two = SCHEMA.add("more", DataTypes.createArrayType(DataTypes.StringType));
    String[] words = {"a", "b"};
    Settings settings = parquet(two, 1, RowFactory.create(1L, new String[] {"x"}, words));

    assertTold(settings, "has several columns with lists of strings; say which: my.`words`, more");
    try (Corpus corpus = read(settings.with(CorpusSettings.COLUMN, "more"))) {
      assertThat(sentences(corpus, 1)).containsExactly("a b");
    }
    assertTold(
        settings.with(CorpusSettings.COLUMN, "mroe"),
        "corpus.column = mroe: ",
        "has no such column (did you mean 'more'?); it has id, my.`words`, more");
    assertTold(
        settings.with(CorpusSettings.COLUMN, "id"),
        "corpus.column = id: in ",
        "of type bigint; it takes lists of strings, array<string>");
  }

  @Test
  void filesWithoutSentencesAreTold() {
    StructType none = new StructType().add("id", DataTypes.LongType).add("t", DataTypes.StringType);
    assertTold(
        parquet(none, 1, RowFactory.create(1L, "a")),
        "no column has lists of strings, array<string>; it has id bigint, t string");
    assertTold(parquet(SCHEMA, 1, row(1), row(2, "", null)), "there is no word in it");
    assertTold(
        at(folder.resolve("none")).with(CorpusSettings.FORMAT, Format.PARQUET),
        "none: there is no such file");
  }
}

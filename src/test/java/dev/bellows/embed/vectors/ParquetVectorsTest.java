package dev.bellows.embed.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetVectorsTest {
  @TempDir private Path folder;

  private static WordVectors vectors() {
    return ToyVectors.of(
        List.of("the", "naïve", "new york", "a\nb", "東京"),
        new float[][] {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {-1, -2, -3}, {0, 0, 0.1f}},
        Optional.empty(),
        Map.of("bellows.objective", "skip-gram"));
  }

  private Path file() {
    return folder.resolve("vectors.parquet");
  }

  /** One file that Spark wrote of a query. */
  private Path bySpark(String query) throws IOException {
    Path out = folder.resolve("spark" + System.nanoTime());
    TestSpark.session().sql(query).coalesce(1).write().parquet(out.toString());
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    WordVectorFiles.save(vectors(), file());

    WordVectors read = WordVectorFiles.load(file());

    assertThat(ToyVectors.same(read, vectors())).isTrue();
    assertThat(read.metadata()).isEqualTo(vectors().metadata());
    assertThat(folder.toFile().list()).containsExactly("vectors.parquet");
  }

  @Test
  void sparkReadsTheOneFile() throws IOException {
    WordVectorFiles.save(vectors(), file());

    Dataset<Row> read = TestSpark.session().read().parquet(file().toString());

    assertThat(read.schema().simpleString())
        .isEqualTo("struct<word:string,count:bigint,vector:array<float>>");
    Row second = read.collectAsList().get(1);
    assertThat(second.getString(0)).isEqualTo("naïve");
    assertThat(second.getLong(1)).isEqualTo(4);
    assertThat(second.<Float>getList(2)).containsExactly(4f, 5f, 6f);
  }

  @Test
  void whatSparkWroteIsReadWhateverItsOrderOfColumnsAndOthersAreLeftAlone() throws IOException {
    Path file =
        bySpark(
            "select * from values (array(1f, 2f), 'x', 9, 'a'), (array(3f, 4f), 'y', 8, 'b')"
                + " as t(vector, other, count, word)");

    WordVectors read = WordVectorFiles.load(file);

    assertThat(read.vocabulary().words()).containsExactly("a", "b");
    assertThat(read.vocabulary().counts()).containsExactly(9, 8);
    assertThat(read.vector("b")).containsExactly(3, 4);
    assertThat(read.metadata()).isEmpty();
  }

  @Test
  void doublesAreReadAndWhereCountsAreMissingTheyAreMadeUp() throws IOException {
    WordVectors read =
        WordVectorFiles.load(
            bySpark(
                "select * from values ('a', array(1d, 2d)), ('b', array(3d, 4d)) t(word, vector)"));

    assertThat(read.vector("b")).containsExactly(3, 4);
    assertThat(read.vocabulary().counts()).containsExactly(2, 1);
    assertThat(read.metadata()).containsEntry(WordVectorFiles.COUNTS, WordVectorFiles.MADE_UP);
  }

  @Test
  void rowsThatDoNotFitAreToldByTheirNumber() throws IOException {
    assertMistake("('a', 2, array(1f)), ('b', 1, array(1f, 2f))", "row 2: a vector of 2 numbers");
    assertMistake("('a', 2, array(1f)), ('b', 1, null)", "row 2: a vector of 0 numbers");
    assertMistake(
        "('a', 2, array(1f)), ('a', 1, array(1f))", "row 2: 'a' is there already, in row 1");
    assertMistake("('a', 1, array(1f)), ('b', 2, array(1f))", "row 2: the count of 'b' is 2");
    assertMistake("('a', 2, array(1f)), (null, 1, array(1f))", "row 2: there is no word");
    assertMistake("('a', 2, array(float('nan'))), ('b', 1, array(1f))", "row 1: the vector has");
    assertMistake("('a', 2, array('x')), ('b', 1, array('y'))", "column 'vector' is");
    assertMistake("('a', 2, 1f), ('b', 1, 2f)", "column 'vector' is");
    assertMistake("(1, 2, array(1f)), (2, 1, array(2f))", "column 'word' is");
    Path without = bySpark("select 'a' as word");
    assertThatThrownBy(() -> WordVectorFiles.load(without))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no column 'vector'");
  }

  private void assertMistake(String values, String message) throws IOException {
    Path file = bySpark("select * from values " + values + " as t(word, count, vector)");
    assertThatThrownBy(() -> WordVectorFiles.load(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  @Test
  void aFileTornAnywhereIsRefused() throws IOException {
    WordVectorFiles.save(vectors(), file());
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> WordVectorFiles.load(file()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("vectors.parquet is not a whole Parquet file");
    }
  }
}

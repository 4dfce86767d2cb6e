package dev.bellows.data;

import static dev.bellows.data.LoadedRows.at;
import static dev.bellows.data.LoadedRows.lines;
import static dev.bellows.data.LoadedRows.load;
import static dev.bellows.data.LoadedRows.made;
import static dev.bellows.data.LoadedRows.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.data.source.SourceSettings.Format;
import dev.bellows.data.source.SourceSettings.Header;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetLoaderTest {
  @TempDir private Path folder;

  private Path write(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  @Test
  void rowsKeepTheirOrderOverAnyNumberOfBlocks() throws IOException {
    double[][] expected = made(101, 4, 1);
    Path file = write("rows.csv", lines(expected));
    for (long partitions : new long[] {1, 2, 3, 7, 150}) {
      Loaded loaded = load(at(file).with(DataSettings.PARTITIONS, partitions));

      assertThat(loaded.training().partitions()).isEqualTo((int) partitions);
      assertThat(rows(loaded.training())).isDeepEqualTo(expected);
    }
  }

  @Test
  void columnsAreStandardisedByThePopulationDeviationOfAllRows() throws IOException {
    double[][] made = made(50, 3, 2);
    Settings settings =
        at(write("rows.csv", lines(made)))
            .with(DataSettings.STANDARDIZE, true)
            .with(DataSettings.LIMIT, 20L)
            .with(DataSettings.PARTITIONS, 3L);

    Loaded loaded = load(settings);

    double[][] found = rows(loaded.training());
    assertThat(found).hasNumberOfRows(20);
    for (int c = 0; c < 3; c++) {
      double mean = 0;
      for (double[] row : made) {
        mean += row[c] / made.length;
      }
      double variance = 0;
      for (double[] row : made) {
        variance += (row[c] - mean) * (row[c] - mean) / made.length;
      }
      for (int r = 0; r < 20; r++) {
        assertThat(found[r][c]).isEqualTo((made[r][c] - mean) / Math.sqrt(variance), within(1e-12));
      }
    }
    assertThat(loaded.scaling()).isPresent();
  }

  @Test
  void theSplitIsExactAndLosesNoRow() throws IOException {
    double[][] made = made(90, 2, 4);
    for (int r = 0; r < made.length; r++) {
      made[r][0] = r;
    }
    Settings settings =
        at(write("rows.csv", lines(made)))
            .with(DataSettings.VALIDATION_FRACTION, 0.3)
            .with(DataSettings.LIMIT, 80L)
            .with(DataSettings.PARTITIONS, 4L);

    Loaded loaded = load(settings);

    assertThat(loaded.training().rows()).isEqualTo(56);
    assertThat(loaded.validation().get().rows()).isEqualTo(24);
    List<Double> all = new ArrayList<>();
    for (double[] row : rows(loaded.training())) {
      all.add(row[0]);
    }
    assertThat(all).as("training rows keep their order").isSorted();
    for (double[] row : rows(loaded.validation().get())) {
      all.add(row[0]);
    }
    Collections.sort(all);
    assertThat(all).hasSize(80).startsWith(0.0, 1.0).endsWith(79.0).doesNotHaveDuplicates();
  }

  @Test
  void filesOfAFolderFollowEachOtherByNameCompressedOrNot() throws IOException {
    double[][] made = made(30, 3, 5);
    String[] lines = lines(made);
    write("b.csv", Arrays.copyOfRange(lines, 10, 30));
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.csv.gz"))),
            StandardCharsets.UTF_8)) {
      out.write(String.join("\r\n", Arrays.copyOf(lines, 10)) + "\r\n\r\n");
    }
    write("_ignored", "not a row");

    assertThat(rows(load(at(folder)).training())).isDeepEqualTo(made);
  }

  @Test
  void aHeaderIsFoundAndColumnsAreChosenByNameOrPosition() throws IOException {
    Path file = write("named.csv", "\"speed, m/s\",level,angle", "1,10,2", "3,30,4");

    Loaded byName = load(at(file).with(SourceSettings.LABEL, "level"));
    assertThat(byName.features()).containsExactly("speed, m/s", "angle");
    assertThat(rows(byName.training())).isDeepEqualTo(new double[][] {{1, 2, 10}, {3, 4, 30}});

    Loaded chosen =
        load(at(file).with(SourceSettings.LABEL, "-2").with(SourceSettings.FEATURES, List.of("2")));
    assertThat(rows(chosen.training())).isDeepEqualTo(new double[][] {{2, 10}, {4, 30}});
  }

  @Test
  void everyDelimiterIsReadAndTheUsualOnesAreGuessed() throws IOException {
    double[][] expected = {{1, 2, 3}, {4, 5, 6}};
    assertThat(rows(load(at(write("t.dat", "1\t2\t3", "4\t5\t6"))).training()))
        .isDeepEqualTo(expected);
    assertThat(rows(load(at(write("s.dat", "1;2;3", "4;5;6"))).training())).isDeepEqualTo(expected);
    assertThat(rows(load(at(write("w.dat", " 1  2 3", "4 5   6"))).training()))
        .isDeepEqualTo(expected);
    Settings pipes = at(write("p.dat", "1|2|3", "4|5|6")).with(SourceSettings.DELIMITER, "|");
    assertThat(rows(load(pipes).training())).isDeepEqualTo(expected);
    Settings bad = pipes.with(SourceSettings.DELIMITER, "tabs");
    assertThatThrownBy(() -> load(bad)).hasMessageContaining("data.delimiter = tabs");
  }

  @Test
  void aBadRowIsToldWithFileRowAndColumn() throws IOException {
    assertBad("row 3, column 2 is 'abc', not a number", "1,2,3", "4,5,6", "7,abc,9");
    assertBad("row 2, column 3 is 'NaN', which no model can be fitted to", "1,2,3", "4,5,NaN");
    assertBad("row 2, column 1 is 'Infinity'", "1,2,3", "Infinity,5,6");
    assertBad("row 2, column 1 is '1d', not a number", "1,2,3", "1d,5,6");
    assertBad("row 2, column 1 is '0x1p3', not a number", "1,2,3", "0x1p3,5,6");
    assertBad("row 4, column 1 is empty", "1,2,3", "", "4,5,6", ",8,9");
    assertBad("row 2, column 4: the row has 4 columns, the first row has 3", "1,2,3", "4,5,6,7");
    assertBad("row 3, column 3: the row has 2 columns", "a,b,c", "1,2,3", "4,5");
    assertBad("row 2, column 2 (angle) is 'steep'", "speed,angle,level", "1,steep,3");
  }

  private void assertBad(String message, String... lines) throws IOException {
    Path file = write("bad.csv", lines);
    assertThatThrownBy(() -> load(at(file)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void aMissingOrEmptyFileIsToldByItsPath() throws IOException {
    assertThatThrownBy(() -> load(at(folder.resolve("none.csv"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none.csv: there is no such file");
    Path empty = Files.createFile(folder.resolve("empty.csv"));
    assertThatThrownBy(() -> load(at(empty))).hasMessageContaining("there is no row in");
    Path blank = write("blank.csv", "", "  ");
    assertThatThrownBy(() -> load(at(blank))).hasMessageContaining("there is no row in");
    Path header = write("header.csv", "a,b,c");
    assertThatThrownBy(() -> load(at(header))).hasMessageContaining("there is no row in");
  }

  @Test
  void aConstantColumnCannotBeStandardised() throws IOException {
    Path file = write("constant.csv", "speed,chord,level", "1,0.1,3", "2,0.1,4", "3,0.1,5");
    Settings settings = at(file).with(DataSettings.STANDARDIZE, true);

    assertThatThrownBy(() -> load(settings))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("constant.csv")
        .hasMessageContaining("chord has one value in all 3 rows")
        .hasMessageContaining("data.features");
    assertThat(load(at(file)).training().rows()).isEqualTo(3);
    Settings label = settings.with(SourceSettings.LABEL, "chord");
    assertThatThrownBy(() -> load(label)).hasMessageContaining("the label, chord, has one value");
  }

  @Test
  void aColumnThatIsNotThereIsToldWithTheNearestOne() throws IOException {
    Path file = write("named.csv", "speed,angle,level", "1,2,3");

    assertThatThrownBy(() -> load(at(file).with(SourceSettings.LABEL, "levle")))
        .hasMessageContaining("data.label = levle")
        .hasMessageContaining("did you mean 'level'?");
    assertThatThrownBy(() -> load(at(file).with(SourceSettings.LABEL, "3")))
        .hasMessageContaining("a position is from -3 to 2");
    assertThatThrownBy(
            () -> load(at(file).with(SourceSettings.FEATURES, List.of("speed", "level"))))
        .hasMessageContaining("'level' is the label");
  }

  @Test
  void aSplitThatLeavesNothingIsRefused() throws IOException {
    Path file = write("few.csv", "1,2", "3,4", "5,6");

    assertThatThrownBy(() -> load(at(file).with(DataSettings.VALIDATION_FRACTION, 0.99)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds out all 3 rows");
    assertThatThrownBy(() -> load(at(file).with(DataSettings.VALIDATION_FRACTION, 0.01)))
        .hasMessageContaining("holds out none of 3 rows");
  }

  @Test
  void libsvmRowsStaySparse() throws IOException {
    Settings settings =
        at(write("rows.svm", "1 1:0.5 4:2 # a comment", "-1", "0.5 2:3"))
            .with(SourceSettings.FORMAT, Format.LIBSVM);

    Loaded loaded = load(settings);

    assertThat(loaded.training().columns()).isEqualTo(4);
    assertThat(rows(loaded.training()))
        .isDeepEqualTo(new double[][] {{0.5, 0, 0, 2, 1}, {0, 0, 0, 0, -1}, {0, 3, 0, 0, 0.5}});
    loaded
        .training()
        .blocks()
        .collect()
        .get(0)
        .visitAll(
            (piece, r, n) ->
                assertThat(((LabelledRows) piece).features()).isInstanceOf(SparseRows.class));
  }

  @Test
  void libsvmRowsBecomeDenseWhereTheyAreStandardised() throws IOException {
    Settings settings =
        at(write("rows.svm", "1 1:1 2:5", "3 2:7", "8 1:2"))
            .with(SourceSettings.FORMAT, Format.LIBSVM)
            .with(DataSettings.STANDARDIZE, true);

    double[][] rows = rows(load(settings).training());

    // column 1 is 1, 0, 2: mean 1, population deviation √(2/3)
    assertThat(rows[1][0]).isEqualTo(-1 / Math.sqrt(2 / 3.0), within(1e-12));
    assertThat(rows[0][0]).isZero();
  }

  @Test
  void aBadLibsvmRowIsToldWithItsPlace() throws IOException {
    for (String[] bad :
        new String[][] {
          {"1 2:3 1:4", "row 1, column 3 is '1:4'"},
          {"1 0:4", "row 1, column 2 is '0:4', but indices begin at 1"},
          {"x 1:4", "row 1, column 1 (label) is 'x', not a number"},
          {"1 1-4", "row 1, column 2 is '1-4', not of the form 3:0.5"},
          {"1 1:NaN", "row 1, column 2 is '1:NaN'"}
        }) {
      Settings settings = at(write("bad.svm", bad[0])).with(SourceSettings.FORMAT, Format.LIBSVM);
      assertThatThrownBy(() -> load(settings))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(bad[1]);
    }
  }

  private Path parquet(StructType schema, int files, Row... rows) {
    Path path = folder.resolve("table.parquet");
    TestSpark.session()
        .createDataFrame(Arrays.asList(rows), schema)
        .repartition(files)
        .sortWithinPartitions(schema.fieldNames()[0])
        .write()
        .mode("overwrite")
        .parquet(path.toString());
    return path;
  }

  @Test
  void parquetColumnsAreRead() {
    StructType schema =
        new StructType()
            .add("x", DataTypes.IntegerType)
            .add("weird `name`", DataTypes.FloatType)
            .add("y", DataTypes.DoubleType);
    Row[] rows = new Row[40];
    for (int r = 0; r < rows.length; r++) {
      rows[r] = RowFactory.create(r, r * 0.5f, -r * 1.0);
    }
    Settings settings =
        at(parquet(schema, 3, rows))
            .with(SourceSettings.FORMAT, Format.PARQUET)
            .with(SourceSettings.LABEL, "y");

    double[][] found = rows(load(settings).training());

    assertThat(found).hasNumberOfRows(40);
    assertThat(Arrays.stream(found).mapToDouble(row -> row[0]).sum()).isEqualTo(780);
    assertThat(List.of(found)).allSatisfy(row -> assertThat(row[1]).isEqualTo(row[0] / 2));
    assertThat(List.of(found)).allSatisfy(row -> assertThat(row[2]).isEqualTo(-row[0]));
    assertThat(rows(load(settings.with(DataSettings.PARTITIONS, 5L)).training()))
        .isDeepEqualTo(found);
  }

  @Test
  void aParquetVectorColumnIsRead() {
    StructType schema =
        new StructType().add("y", DataTypes.DoubleType).add("features", SQLDataTypes.VectorType());
    Path dense =
        parquet(
            schema,
            1,
            RowFactory.create(1.0, Vectors.dense(1, 2)),
            RowFactory.create(2.0, Vectors.dense(3, 4)));
    Settings settings =
        at(dense).with(SourceSettings.FORMAT, Format.PARQUET).with(SourceSettings.LABEL, "y");
    assertThat(rows(load(settings).training()))
        .isDeepEqualTo(new double[][] {{1, 2, 1}, {3, 4, 2}});

    parquet(
        schema,
        1,
        RowFactory.create(1.0, Vectors.sparse(5, new int[] {4}, new double[] {7})),
        RowFactory.create(2.0, Vectors.dense(1, 0, 0, 0, 2)));
    assertThat(rows(load(settings).training()))
        .isDeepEqualTo(new double[][] {{0, 0, 0, 0, 7, 1}, {1, 0, 0, 0, 2, 2}});
  }

  @Test
  void badParquetIsToldWithItsPlace() throws IOException {
    StructType schema =
        new StructType().add("x", DataTypes.DoubleType).add("y", DataTypes.DoubleType);
    Settings settings =
        at(parquet(schema, 1, RowFactory.create(1.0, 2.0), RowFactory.create(2.0, null)))
            .with(SourceSettings.FORMAT, Format.PARQUET);
    assertThatThrownBy(() -> load(settings))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("row 2, column 2 (y) is empty");

    StructType text = new StructType().add("x", DataTypes.StringType).add("y", DataTypes.LongType);
    parquet(text, 1, RowFactory.create("a", 1L));
    assertThatThrownBy(() -> load(settings)).hasMessageContaining("column x is of type string");

    Settings noParquet = at(write("rows.csv", "1,2")).with(SourceSettings.FORMAT, Format.PARQUET);
    assertThatThrownBy(() -> load(noParquet))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rows.csv");
  }

  @Test
  void aHeaderCanBeForcedOrForbidden() throws IOException {
    Path file = write("numbers.csv", "1,2", "3,4");

    assertThat(load(at(file).with(SourceSettings.HEADER, Header.TRUE)).training().rows())
        .isEqualTo(1);
    Path named = write("named.csv", "a,b", "3,4");
    assertThatThrownBy(() -> load(at(named).with(SourceSettings.HEADER, Header.FALSE)))
        .hasMessageContaining("row 1, column 2 is 'b'");
  }

  @Test
  void blocksAreMadeOfPiecesOfBoundedSize() throws IOException {
    StringBuilder wide = new StringBuilder("0");
    for (int c = 1; c < 2000; c++) {
      wide.append(",").append(c);
    }
    String[] lines = new String[200];
    Arrays.fill(lines, wide.toString());
    Loaded loaded = load(at(write("wide.csv", lines)).with(DataSettings.PARTITIONS, 1L));

    loaded
        .training()
        .blocks()
        .collect()
        .get(0)
        .visitAll(
            (piece, rows, count) -> {
              DenseRows dense = (DenseRows) ((LabelledRows) piece).features();
              assertThat(dense.values().length * 8L).isLessThan(1 << 20);
            });
    assertThat(rows(loaded.training())).hasNumberOfRows(200);
  }

  @Test
  void everyFileOfAFolderMayHaveItsHeader() throws IOException {
    Path parts = Files.createDirectories(folder.resolve("parts"));
    Files.writeString(parts.resolve("a.csv"), "\nx,y\n1,2\n");
    Files.writeString(parts.resolve("b.csv"), "x,y\n3,4\n");
    Files.writeString(parts.resolve("c.csv"), "5,6\n");

    assertThat(rows(load(at(parts)).training()))
        .isDeepEqualTo(new double[][] {{1, 2}, {3, 4}, {5, 6}});

    Files.writeString(parts.resolve("d.csv"), "y,x\n7,8\n");
    assertThatThrownBy(() -> load(at(parts)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("d.csv: row 1, column 1: the header, y, x, is not that of the first");
  }

  @Test
  void aFileIsReadByItsNameWhateverItIsCalled() throws IOException {
    Path parts = Files.createDirectories(folder.resolve("odd"));
    for (String name :
        new String[] {"a*.csv", "ab.csv", "b,c.csv", "p[1].csv", "q{1}.csv", "s t"}) {
      Files.writeString(parts.resolve(name), "1,2\n3,4\n");
    }

    assertThat(load(at(parts)).training().rows()).isEqualTo(12);
  }

  @Test
  void whatIsNoTextOrTornIsToldByItsRow() throws IOException {
    Path file = folder.resolve("binary.csv");
    Files.write(file, "1,2\n\0\1\2,\0\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> load(at(file)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("row 2, column");
    Path utf16 = Files.write(folder.resolve("utf16.csv"), "a,b\n1,2\n".getBytes("UTF-16"));
    assertThatThrownBy(() -> load(at(utf16))).isInstanceOf(InputException.class);
    Path longField = write("long.csv", "1,2", "1" + "0".repeat(70_000) + ",2");
    assertThatThrownBy(() -> load(at(longField)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("row 2, column 1: the row has 0 columns");

    Path whole = folder.resolve("whole.csv.gz");
    try (Writer out =
        new OutputStreamWriter(
            new GZIPOutputStream(Files.newOutputStream(whole)), StandardCharsets.UTF_8)) {
      for (double[] row : made(5000, 2, 1)) {
        out.write(row[0] + "," + row[1] + "\n");
      }
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path torn =
        Files.write(folder.resolve("torn.csv.gz"), Arrays.copyOf(bytes, bytes.length * 2 / 3));
    assertThatThrownBy(() -> load(at(torn)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("torn.csv.gz: row")
        .hasMessageContaining("the file is torn");
  }

  @Test
  void twoColumnsOfOneNameAreToldApartByPosition() throws IOException {
    Path file = write("twins.csv", "x,x,y", "1,2,3", "4,5,6");

    assertThatThrownBy(() -> load(at(file).with(SourceSettings.LABEL, "x")))
        .hasMessageContaining("two columns of")
        .hasMessageContaining("0 or 1");
    assertThatThrownBy(() -> load(at(file).with(SourceSettings.FEATURES, List.of("0", "0"))))
        .hasMessageContaining("twice");
    assertThat(load(at(file)).columns().selected()).containsExactly("0", "1");
  }

  @Test
  void valuesThatOverflowCannotBeStandardised() throws IOException {
    Path file = write("large.csv", "1e308,1", "-1e308,2", "1e300,3");

    assertThatThrownBy(() -> load(at(file).with(DataSettings.STANDARDIZE, true)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the deviation of column 1 is");
  }
}

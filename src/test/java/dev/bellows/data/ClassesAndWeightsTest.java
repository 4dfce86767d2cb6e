package dev.bellows.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.data.source.SourceSettings.Format;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassesAndWeightsTest {
  @TempDir private Path folder;

  private Settings csv(String name, String... lines) throws IOException {
    Path file = Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    return Settings.DEFAULTS.with(SourceSettings.PATH, file.toString());
  }

  private static Loaded load(Settings settings, LabelKind kind) {
    return DatasetLoader.load(
        TestSpark.context(), RowSources.open(TestSpark.session(), settings, kind), settings, 7);
  }

  private static Loaded classes(Settings settings) {
    return load(settings, LabelKind.CLASSES);
  }

  private static Loaded load(Settings settings, Path held) {
    RowSource source = RowSources.open(TestSpark.session(), settings, LabelKind.CLASSES);
    RowSource second =
        RowSources.openValidation(
            TestSpark.session(), settings, source.columns(), held.toString(), null, 2);
    return DatasetLoader.load(TestSpark.context(), source, Optional.of(second), settings, 7);
  }

  private static List<LabelledRows> pieces(Dataset dataset) {
    List<LabelledRows> pieces = new ArrayList<>();
    dataset
        .collect()
        .forEach(block -> block.visitAll((piece, r, n) -> pieces.add((LabelledRows) piece)));
    return pieces;
  }

  private static double[] labels(Dataset dataset) {
    return pieces(dataset).stream().flatMapToDouble(p -> Arrays.stream(p.labels())).toArray();
  }

  private static double[] weights(Dataset dataset) {
    return pieces(dataset).stream().flatMapToDouble(p -> Arrays.stream(p.weights())).toArray();
  }

  @Test
  void classesAreTheDifferentLabelsInTheOrderOfNumbers() throws IOException {
    Loaded loaded = classes(csv("n.csv", "1,10", "2,9", "3,-1", "4,10.0", "5,9e0"));

    assertThat(loaded.classes().get().names()).containsExactly("-1", "9", "10");
    assertThat(labels(loaded.training())).containsExactly(2, 1, 0, 2, 1);
  }

  @Test
  void labelsThatAreNotAllNumbersStandInTheOrderOfTexts() throws IOException {
    Loaded loaded = classes(csv("t.csv", "x,kind", "1,iris", "2,\"a, b\"", "3,10", "4,9"));

    assertThat(loaded.classes().get().names()).containsExactly("10", "9", "a, b", "iris");
    assertThat(labels(loaded.training())).containsExactly(3, 2, 0, 1);
  }

  @Test
  void minusOneAndPlusOneAreTwoClassesAlsoInLibsvm() throws IOException {
    Settings settings =
        csv("rows.svm", "-1 1:1", "+1 3:2", "-1 2:4").with(SourceSettings.FORMAT, Format.LIBSVM);

    Loaded loaded = classes(settings.with(SourceSettings.COLUMNS, 1_000_000L));

    assertThat(loaded.classes().get().names()).containsExactly("-1", "1");
    assertThat(labels(loaded.training())).containsExactly(0, 1, 0);
    assertThat(loaded.training().columns()).isEqualTo(1_000_000);
    assertThat(pieces(loaded.training()).get(0).features()).isInstanceOf(SparseRows.class);
    assertThatThrownBy(() -> classes(settings.with(SourceSettings.COLUMNS, 2L)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("row 2, column 2 is '3:2', but there are 2 features");
  }

  @Test
  void parquetHasClassesOfTextsAndNumbersAndWeights() {
    StructType schema =
        new StructType()
            .add("x", DataTypes.DoubleType)
            .add("kind", DataTypes.StringType)
            .add("count", DataTypes.IntegerType);
    Path path = folder.resolve("table.parquet");
    TestSpark.session()
        .createDataFrame(
            List.of(
                RowFactory.create(1.0, "b", 1),
                RowFactory.create(2.0, "a", 3),
                RowFactory.create(3.0, "b", 0)),
            schema)
        .coalesce(1)
        .write()
        .parquet(path.toString());
    Settings settings =
        Settings.DEFAULTS
            .with(SourceSettings.PATH, path.toString())
            .with(SourceSettings.FORMAT, Format.PARQUET)
            .with(SourceSettings.LABEL, "kind")
            .with(SourceSettings.WEIGHT, "count");

    Loaded loaded = classes(settings);

    assertThat(loaded.features()).containsExactly("x");
    assertThat(loaded.classes().get().names()).containsExactly("a", "b");
    assertThat(weights(loaded.training())).containsExactly(0.75, 2.25, 0);
    assertThatThrownBy(() -> load(settings, LabelKind.NUMBERS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("column kind is of type string");
  }

  @Test
  void labelsThatCannotBeClassesAreRefused() throws IOException {
    Settings one = csv("one.csv", "x,kind", "1,a", "2,a");
    assertThatThrownBy(() -> classes(one))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("one.csv: column 2 (kind) is 'a' in every row")
        .hasMessageContaining("at least two classes");
    String[] many = new String[ClassLabels.MOST + 1];
    for (int r = 0; r < many.length; r++) {
      many[r] = "1," + r;
    }
    Settings tooMany = csv("many.csv", many);
    assertThatThrownBy(() -> classes(tooMany))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("column 2 has more than 10,000 different labels")
        .hasMessageContaining("model.type = linear");
    Settings empty = csv("empty.csv", "x,kind", "1,a", "2,");
    assertThatThrownBy(() -> classes(empty))
        .hasMessageContaining("row 3, column 2 (kind) is empty");
    Settings sorted = csv("sorted.csv", "1,0", "2,0", "3,1").with(DataSettings.LIMIT, 2L);
    assertThatThrownBy(() -> classes(sorted))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("all 2 training rows are of class '0'");
  }

  @Test
  void classesAreNotStandardised() throws IOException {
    Settings settings = csv("s.csv", "1,5", "3,8").with(DataSettings.STANDARDIZE, true);

    Loaded loaded = classes(settings);

    assertThat(labels(loaded.training())).containsExactly(0, 1);
    assertThat(loaded.scaling().get().labelDeviation()).isEqualTo(1);
    assertThat(loaded.scaling().get().featureMeans()).containsExactly(2);
  }

  @Test
  void featuresAreDividedAndSparseOnesStaySparse() throws IOException {
    Loaded dense = classes(csv("d.csv", "51,0", "255,1").with(DataSettings.DIVIDE_BY, 255.0));
    assertThat(pieces(dense.training()).get(0).features().dot(0, new double[] {1}, 0))
        .isEqualTo(0.2);
    assertThat(dense.scaling().get().featureDeviations()).containsExactly(255);

    Settings settings =
        csv("d.svm", "0 2:4", "1 1:6")
            .with(SourceSettings.FORMAT, Format.LIBSVM)
            .with(DataSettings.PARTITIONS, 1L)
            .with(DataSettings.DIVIDE_BY, 2.0);
    LabelledRows sparse = pieces(classes(settings).training()).get(0);
    assertThat(sparse.features()).isInstanceOf(SparseRows.class);
    assertThat(((SparseRows) sparse.features()).values()).containsExactly(2, 3);
  }

  @Test
  void weightsHaveTheMeanOneOverTheTrainingRowsAndRowsHeldOutTheSameFactor() throws IOException {
    String[] lines = new String[40];
    for (int r = 0; r < lines.length; r++) {
      lines[r] = "%d,%d,%d".formatted(r, r % 5, 2 * r);
    }
    Settings settings =
        csv("w.csv", lines)
            .with(SourceSettings.WEIGHT, "1")
            .with(DataSettings.LIMIT, 30L)
            .with(DataSettings.VALIDATION_FRACTION, 0.2)
            .with(DataSettings.PARTITIONS, 3L);

    Loaded loaded = load(settings, LabelKind.NUMBERS);

    double[] weights = weights(loaded.training());
    double[] labels = labels(loaded.training()); // twice the row's number
    assertThat(loaded.training().columns()).isEqualTo(1);
    assertThat(weights).hasSize(24);
    assertThat(Arrays.stream(weights).sum()).isEqualTo(24, within(1e-12));
    double own = Arrays.stream(labels).map(label -> label / 2 % 5).sum();
    for (int r = 0; r < weights.length; r++) {
      assertThat(weights[r]).isEqualTo(labels[r] / 2 % 5 * 24 / own, within(1e-12));
    }
    double[] held = labels(loaded.validation().get());
    for (int r = 0; r < held.length; r++) {
      assertThat(weights(loaded.validation().get())[r])
          .isEqualTo(held[r] / 2 % 5 * 24 / own, within(1e-12));
    }
  }

  @Test
  void aWeightThatIsNoneIsToldWithItsPlace() throws IOException {
    for (String[] bad :
        new String[][] {
          {"-0.5", "row 2, column 2 (count) is '-0.5'; a weight is at least 0"},
          {"NaN", "row 2, column 2 (count) is 'NaN', which no model"},
          {"", "row 2, column 2 (count) is empty"},
          {"much", "row 2, column 2 (count) is 'much', not a number"},
          {"Infinity", "row 2, column 2 (count) is 'Infinity', which no model"}
        }) {
      Settings settings =
          csv("bad.csv", "x,count,y", "1," + bad[0] + ",2").with(SourceSettings.WEIGHT, "count");
      assertThatThrownBy(() -> load(settings, LabelKind.NUMBERS))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(bad[1]);
    }
    Settings zeros =
        csv("zeros.csv", "x,count,y", "1,0,2", "2,0,3").with(SourceSettings.WEIGHT, "count");
    assertThatThrownBy(() -> load(zeros, LabelKind.NUMBERS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data.weight: the weights of all training rows add up to 0.0");
    assertThatThrownBy(() -> load(zeros.with(SourceSettings.WEIGHT, "y"), LabelKind.NUMBERS))
        .hasMessageContaining("data.weight: 'y' is the label");
    assertThatThrownBy(
            () -> load(zeros.with(SourceSettings.FEATURES, List.of("count")), LabelKind.NUMBERS))
        .hasMessageContaining("data.features: 'count' is the weight");
  }

  private static ClassWeights weights(Object written) {
    return DataSettings.CLASS_WEIGHTS.parse(written);
  }

  @Test
  void balancedClassesCountAlike() throws IOException {
    Settings settings =
        csv("b.csv", "1,a", "2,b", "3,b", "4,b")
            .with(DataSettings.CLASS_WEIGHTS, weights("balanced"));

    // 4 / (2 · 1) and 4 / (2 · 3), scikit-learn's compute_class_weight; their mean is 1 already
    double[] found = weights(classes(settings).training());
    assertThat(found[0]).isEqualTo(2, within(1e-15));
    assertThat(found[1]).isEqualTo(2 / 3.0, within(1e-15));
  }

  @Test
  void weightsOfClassesMultiplyThoseOfRows() throws IOException {
    Settings settings =
        csv("m.csv", "x,count,y", "1,1,0", "2,2,1", "3,1,1")
            .with(SourceSettings.WEIGHT, "count")
            .with(DataSettings.CLASS_WEIGHTS, weights(Map.of("1.0", 3)));

    // 1, 2 · 3 and 1 · 3 by 10/3
    double[] found = weights(classes(settings).training());
    assertThat(found).hasSize(3);
    assertThat(found[0]).isEqualTo(0.3, within(1e-15));
    assertThat(found[1]).isEqualTo(1.8, within(1e-15));
    assertThat(found[2]).isEqualTo(0.9, within(1e-15));
  }

  @Test
  void weightsOfClassesThatCannotBeAreRefused() throws IOException {
    Settings settings = csv("c.csv", "1,setosa", "2,virginica");
    assertThatThrownBy(
            () -> classes(settings.with(DataSettings.CLASS_WEIGHTS, weights(Map.of("setoso", 2)))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data.class-weights: no row has the label 'setoso'")
        .hasMessageContaining("did you mean 'setosa'?");
    Map<String, Object> zeros = new LinkedHashMap<>(Map.of("setosa", 0, "virginica", 0.0));
    assertThatThrownBy(() -> classes(settings.with(DataSettings.CLASS_WEIGHTS, weights(zeros))))
        .hasMessageContaining("data.class-weights: the weights of all training rows add up to 0.0");
    for (Object wrong : List.of("even", Map.of(), Map.of("a", -1), Map.of("a", "x"), List.of(1))) {
      assertThatThrownBy(() -> weights(wrong))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("it takes balanced, or weights of at least 0 by label");
    }
  }

  @Test
  void rowsHeldOutMayStandInFilesOfTheirOwn() throws IOException {
    Settings settings =
        csv("train.csv", "x,z,kind", "1,9,b", "2,9,a", "3,9,b")
            .with(DataSettings.DIVIDE_BY, 2.0)
            .with(DataSettings.CLASS_WEIGHTS, weights("balanced"))
            .with(DataSettings.LIMIT, 2L);
    Path held = Files.writeString(folder.resolve("held.csv"), "x,z,kind\n8,9,a\n6,9,b\n4,9,b\n");

    Loaded loaded = load(settings, held);

    assertThat(loaded.training().rows()).isEqualTo(2);
    assertThat(labels(loaded.validation().get())).containsExactly(0, 1, 1);
    assertThat(weights(loaded.validation().get())).containsExactly(1, 1, 1);
    assertThat(pieces(loaded.validation().get()).get(0).features().dot(0, new double[] {1, 0}, 0))
        .isEqualTo(4);
  }

  @Test
  void rowsHeldOutThatDoNotFitAreToldWithTheirPlace() throws IOException {
    Settings settings = csv("train.csv", "x,kind", "1,setosa", "2,virginica");
    for (String[] bad :
        new String[][] {
          {
            "x,kind\n1,setosa\n2,setoso", "row 3, column 2 (kind) is 'setoso', which is none of the"
          },
          {"x,kind\n2,setoso", "did you mean 'setosa'?"},
          {"y,kind\n2,setosa", "no such column"},
          {"", "data.validation-path"}
        }) {
      Path held = Files.writeString(folder.resolve("held.csv"), bad[0]);
      assertThatThrownBy(() -> load(settings, held))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(bad[1]);
    }
    Settings plain = csv("plain.csv", "1,2,0", "3,4,1");
    Path narrow = Files.writeString(folder.resolve("narrow.csv"), "1,0\n3,1\n");
    assertThatThrownBy(() -> load(plain, narrow)).isInstanceOf(InputException.class);
  }
}

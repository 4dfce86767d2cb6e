package dev.bellows.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.linalg.LabelledRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldsTest {
  private static final int ROWS = 23;

  @TempDir private Path folder;

  private Settings settings(int partitions) throws IOException {
    String text =
        IntStream.range(0, ROWS)
            .mapToObj(row -> row * row + "," + row + "\n")
            .collect(Collectors.joining());
    Path file = Files.writeString(folder.resolve("rows.csv"), text);
    return Settings.DEFAULTS
        .with(SourceSettings.PATH, file.toString())
        .with(DataSettings.PARTITIONS, (long) partitions);
  }

  private static List<Loaded> load(Settings settings, int folds) {
    return DatasetLoader.loadFolds(
        TestSpark.context(),
        RowSources.open(TestSpark.session(), settings, LabelKind.NUMBERS),
        settings,
        5,
        folds);
  }

  private static List<Double> labels(Dataset rows) {
    List<Double> labels = new ArrayList<>();
    rows.blocks()
        .collect()
        .forEach(
            block ->
                block.visitAll(
                    (piece, chosen, count) ->
                        DoubleStream.of(((LabelledRows) piece).labels()).forEach(labels::add)));
    return labels;
  }

  @ParameterizedTest
  @CsvSource({"2,1", "5,2", "5,3", "23,2"})
  void everyRowIsHeldOutOnceAndTrainedOnInAllOtherFolds(int folds, int partitions)
      throws IOException {
    List<Loaded> loaded = load(settings(partitions), folds);
    List<Double> all = DoubleStream.iterate(0, row -> row + 1).limit(ROWS).boxed().toList();
    List<Double> held = new ArrayList<>();
    for (Loaded fold : loaded) {
      List<Double> out = labels(fold.validation().get());
      List<Double> both = labels(fold.training());
      both.addAll(out);
      assertThat(both).containsExactlyInAnyOrderElementsOf(all);
      assertThat(out.size()).isBetween(ROWS / folds, (ROWS + folds - 1) / folds);
      held.addAll(out);
    }

    assertThat(loaded).hasSize(folds);
    assertThat(held).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void theFoldsAreTheSameHoweverTheRowsArePacked() throws IOException {
    List<Loaded> one = load(settings(1), 4);
    List<Loaded> three = load(settings(3), 4);
    for (int fold = 0; fold < 4; fold++) {
      assertThat(labels(three.get(fold).validation().get()))
          .isEqualTo(labels(one.get(fold).validation().get()));
    }
    assertThat(labels(one.get(0).validation().get()))
        .as("drawn, and not the first rows")
        .isNotEqualTo(List.of(0.0, 1.0, 2.0, 3.0, 4.0));
  }

  @Test
  void theStandardisationIsFittedOnTheTrainingRowsOfTheFoldAlone() throws IOException {
    Settings settings = settings(2);
    List<Loaded> plain = load(settings, 3);
    List<Loaded> standard = load(settings.with(DataSettings.STANDARDIZE, true), 3);
    for (int fold = 0; fold < 3; fold++) {
      List<Double> rows = labels(plain.get(fold).training());
      double mean = rows.stream().mapToDouble(row -> row).average().getAsDouble();
      double square = rows.stream().mapToDouble(row -> (row - mean) * (row - mean)).sum();

      assertThat(standard.get(fold).scaling().get().labelMean()).isEqualTo(mean, within(1e-12));
      assertThat(standard.get(fold).scaling().get().labelDeviation())
          .isEqualTo(Math.sqrt(square / rows.size()), within(1e-12));
    }
  }

  @Test
  void theLimitHoldsForFoldsToo() throws IOException {
    List<Loaded> loaded = load(settings(2).with(DataSettings.LIMIT, 10L), 5);

    assertThat(loaded).allMatch(fold -> fold.training().rows() == 8);
    assertThat(loaded).allMatch(fold -> fold.validation().get().rows() == 2);
  }

  @Test
  void moreFoldsThanRowsAreRefused() throws IOException {
    Settings settings = settings(1);

    assertThatThrownBy(() -> load(settings, ROWS + 1))
        .isInstanceOf(InputException.class)
        .hasMessage("24 folds cannot be made of 23 rows");
  }
}

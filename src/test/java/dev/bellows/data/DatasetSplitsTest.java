package dev.bellows.data;

import static dev.bellows.data.LoadedRows.at;
import static dev.bellows.data.LoadedRows.lines;
import static dev.bellows.data.LoadedRows.load;
import static dev.bellows.data.LoadedRows.made;
import static dev.bellows.data.LoadedRows.pieces;
import static dev.bellows.data.LoadedRows.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.Settings;
import dev.bellows.SmallSplits;
import dev.bellows.TestSpark;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.RowSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Files that Hadoop cuts into small splits. */
@Isolated("all tests share the settings of Hadoop")
class DatasetSplitsTest {
  @RegisterExtension private final SmallSplits splits = new SmallSplits();

  @TempDir private Path folder;

  private Path write(String... lines) throws IOException {
    return Files.writeString(folder.resolve("rows.csv"), String.join("\n", lines) + "\n");
  }

  @Test
  void theBitsDoNotDependOnHowTheFilesAreSplit() throws IOException {
    Settings settings =
        at(write(lines(made(400, 5, 3))))
            .with(DataSettings.STANDARDIZE, true)
            .with(DataSettings.VALIDATION_FRACTION, 0.25)
            .with(DataSettings.LIMIT, 333L)
            .with(DataSettings.PARTITIONS, 3L);
    Loaded whole = load(settings);
    splits.of(900);

    Loaded split = load(settings);

    assertThat(rows(split.training())).isDeepEqualTo(rows(whole.training()));
    assertThat(pieces(split.training())).isEqualTo(pieces(whole.training()));
    assertThat(rows(split.validation().get())).isDeepEqualTo(rows(whole.validation().get()));
    assertThat(split.scaling().get().featureMeans())
        .isEqualTo(whole.scaling().get().featureMeans());
  }

  @Test
  void theRowOfABadLineIsRightHoweverTheFileIsSplit() throws IOException {
    String[] lines = lines(made(200, 3, 6));
    lines[150] = "1,2,oops";
    Path file = write(lines);
    splits.of(300);

    assertThatThrownBy(() -> load(at(file))).hasMessageContaining("row 151, column 3");
  }

  @Test
  void aSourceKeepsItsSplitsWhenSettingsChange() throws IOException {
    Settings settings = at(write(lines(made(200, 3, 6)))).with(DataSettings.PARTITIONS, 3L);
    splits.of(300);
    RowSource source = RowSources.open(TestSpark.session(), settings, LabelKind.NUMBERS);
    splits.end();

    int first = source.rows().getNumPartitions();
    splits.of(700);

    assertThat(first).isGreaterThan(10);
    assertThat(source.rows().getNumPartitions()).isEqualTo(first);
  }
}

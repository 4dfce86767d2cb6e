package dev.bellows.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.DatasetLoader.Loaded;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.linalg.LabelledRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Rows made at random, loaded from a file, and what stands in their blocks then. */
final class LoadedRows {
  private LoadedRows() {}

  static Settings at(Path path) {
    return Settings.DEFAULTS.with(SourceSettings.PATH, path.toString());
  }

  static Loaded load(Settings settings) {
    return DatasetLoader.load(
        TestSpark.context(),
        RowSources.open(TestSpark.session(), settings, LabelKind.NUMBERS),
        settings,
        7);
  }

  /** How many rows each piece has, block after block. */
  static List<Integer> pieces(Dataset dataset) {
    List<Integer> counts = new ArrayList<>();
    dataset
        .collect()
        .forEach(block -> block.visitAll((piece, chosen, count) -> counts.add(piece.count())));
    return counts;
  }

  /** All rows as [features…, label], block after block. */
  static double[][] rows(Dataset dataset) {
    List<double[]> rows = new ArrayList<>();
    for (PackedBlock block : dataset.collect()) {
      assertThat(block.firstRow()).isEqualTo(rows.size());
      block.visitAll(
          (piece, chosen, count) -> {
            for (int i = 0; i < count; i++) {
              int columns = dataset.columns();
              double[] row = new double[columns + 1];
              double[] unit = new double[columns];
              for (int c = 0; c < columns; c++) {
                unit[c] = 1;
                row[c] = ((LabelledRows) piece).features().dot(chosen[i], unit, 0);
                unit[c] = 0;
              }
              row[columns] = ((LabelledRows) piece).labels()[chosen[i]];
              rows.add(row);
            }
          });
    }
    return rows.toArray(double[][]::new);
  }

  static double[][] made(int count, int columns, long seed) {
    Random random = new Random(seed);
    double[][] rows = new double[count][];
    for (int r = 0; r < count; r++) {
      rows[r] = random.doubles(columns, -5, 5).map(v -> Math.rint(v * 1e4) / 1e4).toArray();
    }
    return rows;
  }

  static String[] lines(double[][] rows) {
    return Arrays.stream(rows)
        .map(row -> String.join(",", Arrays.stream(row).mapToObj(String::valueOf).toList()))
        .toArray(String[]::new);
  }
}

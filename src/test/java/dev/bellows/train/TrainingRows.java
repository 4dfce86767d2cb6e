package dev.bellows.train;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.linalg.Layout;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Made rows of three features, and what else the tests of engines need. */
final class TrainingRows {
  static final int ROWS = 53;

  private TrainingRows() {}

  /** Writes the rows as a CSV file. */
  static Path write(Path folder) throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < ROWS; r++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double c = random.nextGaussian();
      double y = 2 * a - b + 0.5 * c + 1 + 0.1 * random.nextGaussian();
      text.append(a).append(',').append(b).append(',').append(c).append(',').append(y).append('\n');
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  /** Loads that file in so many blocks; a part of it is held out. */
  static DatasetLoader.Loaded load(Path file, int partitions, double heldOut) {
    Settings settings =
        Settings.DEFAULTS
            .with(SourceSettings.PATH, file.toString())
            .with(DataSettings.VALIDATION_FRACTION, heldOut)
            .with(DataSettings.PARTITIONS, (long) partitions);
    return DatasetLoader.load(
        TestSpark.context(),
        RowSources.open(TestSpark.session(), settings, LabelKind.NUMBERS),
        settings,
        1);
  }

  /** Loads all of it in so many blocks. */
  static Dataset load(Path file, int partitions) {
    return load(file, partitions, 0).training();
  }

  /** An optimizer with settings as a job file has them: name, value, name, value … */
  static Optimizer optimizer(Layout layout, String name, Object... settings) {
    Map<String, Object> written = new LinkedHashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      written.put((String) settings[i], settings[i + 1]);
    }
    return (Optimizer) minimizer(layout, name, written);
  }

  /** The same for any minimizer. */
  static Minimizer minimizer(Layout layout, String name, Map<String, Object> settings) {
    OptimizerTable.Entry entry = OptimizerTable.entry(name);
    Settings all = Settings.DEFAULTS;
    for (Map.Entry<String, Object> setting : settings.entrySet()) {
      all = all.withWritten(entry.setting(setting.getKey()), setting.getValue());
    }
    return entry.build(all, new Setup(layout, 60, 1));
  }
}

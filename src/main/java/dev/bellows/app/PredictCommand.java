package dev.bellows.app;

import com.typesafe.config.Config;
import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.data.RowScores;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceRow;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.data.source.SourceSettings.Format;
import dev.bellows.model.TrainedModel;
import dev.bellows.report.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code predict}: a trained model on raw rows, one prediction a row, in the order of the rows. */
@Command(
    name = "predict",
    description = "Predicts the label of raw rows with a trained model.",
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  private static final String COLUMN = "prediction";

  /** How rows are read; the model's file has it, and {@code --set} overrides it. */
  private static final List<Setting<?>> READING =
      List.of(
          SourceSettings.FORMAT,
          SourceSettings.DELIMITER,
          SourceSettings.HEADER,
          SourceSettings.FEATURES);

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A run directory, or its model.safetensors.")
  private Path modelPath;

  @Parameters(
      index = "1",
      paramLabel = "INPUT",
      description = "Rows like the training rows, with or without their label.")
  private String input;

  @Parameters(
      index = "2",
      paramLabel = "OUTPUT",
      description = "A new file (.csv), or a folder on any file system (.parquet).")
  private String output;

  @Mixin private SetOption set;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Path file = Files.isDirectory(modelPath) ? modelPath.resolve("model.safetensors") : modelPath;
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + ": there is no such model");
    }
    boolean csv = output.endsWith(".csv");
    if (!csv && !output.endsWith(".parquet")) {
      throw new InputException(
          "%s: an output ends in .csv (one file here) or .parquet (a folder, any file system)"
              .formatted(output));
    }
    if (csv) {
      NewFile.require(Path.of(output));
    }
    TrainedModel model = TrainedModel.read(file);
    return Interruption.awaits(0, () -> predict(model, csv));
  }

  private Integer predict(TrainedModel model, boolean csv) throws Exception {
    SparkSession session = Sessions.open("predict");
    if (!csv) {
      requireFreeFolder(session);
    }
    RowSource source = source(session, model);
    JavaRDD<double[]> predictions = RowScores.of(source, row -> predict(model, row));
    long rows = csv ? writeCsv(predictions) : writeParquet(session, predictions);
    spec.commandLine()
        .getOut()
        .printf("%,d predictions of %s in %s%n", rows, model.label(), output);
    return 0;
  }

  private void requireFreeFolder(SparkSession session) {
    try {
      org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(output);
      if (folder.getFileSystem(session.sparkContext().hadoopConfiguration()).exists(folder)) {
        throw new InputException(output + " exists already; name a new folder, or remove it");
      }
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InputException("%s cannot be written: %s".formatted(output, e.getMessage()), e);
    }
  }

  /** Runs in a task: static, so that the command is not shipped. */
  private static double predict(TrainedModel model, SourceRow row) {
    int[] indices = row.indices();
    if (indices == null) {
      return model.predict(row.values());
    }
    int columns = model.objective().columns();
    int largest = indices.length == 0 ? 0 : indices[indices.length - 1];
    if (largest >= columns) {
      throw new InputException(
          "%s: a row has feature %d, the model has %d features"
              .formatted(row.file(), largest + 1, columns));
    }
    return model.predict(indices, row.values());
  }

  private RowSource source(SparkSession session, TrainedModel model) {
    Settings settings = Settings.DEFAULTS.with(SourceSettings.PATH, input);
    Map<String, String> recorded = model.input();
    for (Setting<?> setting :
        List.of(SourceSettings.FORMAT, SourceSettings.DELIMITER, SourceSettings.HEADER)) {
      if (recorded.containsKey(setting.name())) {
        settings = settings.withWritten(setting, recorded.get(setting.name()));
      }
    }
    settings = overridden(settings);
    if (settings.get(SourceSettings.FORMAT) != Format.LIBSVM
        && !settings.isSet(SourceSettings.FEATURES)) {
      settings = withFeatures(session, settings, model);
    }
    RowSource source = RowSources.open(session, settings, false);
    int found = source.columns().features().size();
    if (found > 0 && found != model.objective().columns()) {
      throw new InputException(
          "%s gives %d features, the model has %d"
              .formatted(input, found, model.objective().columns()));
    }
    return source;
  }

  /** Rows with just the features need no choice; otherwise it is the one made for training. */
  private static Settings withFeatures(
      SparkSession session, Settings settings, TrainedModel model) {
    List<String> selected =
        Arrays.asList(model.input().getOrDefault(SourceSettings.FEATURES.name(), "").split("\n"));
    List<String> all = RowSources.open(session, settings, false).columns().features();
    boolean named = selected.stream().anyMatch(all::contains);
    return !named && all.size() == model.objective().columns()
        ? settings
        : settings.with(SourceSettings.FEATURES, selected);
  }

  private Settings overridden(Settings settings) {
    Settings result = settings;
    List<String> names = READING.stream().map(s -> "data." + s.name()).toList();
    for (String word : set.words()) {
      Config written = SetOption.parse(word);
      String key = word.substring(0, word.indexOf('=')).trim();
      Setting<?> setting =
          READING.stream()
              .filter(s -> key.equals("data." + s.name()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new InputException(
                          "--set %s: there is no such key%s; predict takes %s"
                              .formatted(
                                  word, Spelling.hint(key, names), String.join(", ", names))));
      try {
        if (written.hasPath(key)) { // null means: as the model has it
          result = result.withWritten(setting, written.getValue(key).unwrapped());
        }
      } catch (InputException e) {
        throw new InputException("--set %s: %s".formatted(word, e.getMessage()), e);
      }
    }
    return result;
  }

  private long writeCsv(JavaRDD<double[]> predictions) throws IOException {
    long[] rows = new long[1];
    AtomicFile.write(
        Path.of(output),
        out -> {
          PrintStream lines = new PrintStream(out, false, StandardCharsets.UTF_8);
          lines.print(COLUMN + "\n");
          for (Iterator<double[]> pieces = predictions.toLocalIterator(); pieces.hasNext(); ) {
            for (double prediction : pieces.next()) {
              lines.print(prediction + "\n");
              rows[0]++;
            }
          }
          lines.flush();
          if (lines.checkError()) {
            throw new IOException(output + " could not be written whole");
          }
        });
    return rows[0];
  }

  private long writeParquet(SparkSession session, JavaRDD<double[]> predictions) {
    StructType schema = new StructType().add(COLUMN, DataTypes.DoubleType, false);
    JavaRDD<Row> rows =
        predictions.flatMap(
            piece -> Arrays.stream(piece).mapToObj(value -> RowFactory.create(value)).iterator());
    session.createDataFrame(rows, schema).write().mode("errorifexists").parquet(output);
    return session.read().parquet(output).count();
  }
}

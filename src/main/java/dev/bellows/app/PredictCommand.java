package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.data.RowScores;
import dev.bellows.linalg.EncodedImages;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.model.Classifier;
import dev.bellows.model.Predictor;
import dev.bellows.model.TrainedModel;
import dev.bellows.report.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/**
 * {@code predict}: a trained model on raw rows, one prediction a row, in the order of the rows; of
 * classifiers the label of the most likely class and the probability of each.
 */
@Command(
    name = "predict",
    description = "Predicts the label of raw rows with a trained model.",
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  private static final String IMAGE = "image";
  private static final String COLUMN = "prediction";
  private static final String PROBABILITY = "probability_";

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A run directory, or its model.safetensors.")
  private Path modelPath;

  @Parameters(
      index = "1",
      paramLabel = "INPUT",
      description =
          "Rows like the training rows, with or without their label; of pictures a folder, at any"
              + " depth.")
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
    ModelInput rows = ModelInput.of("predict", modelPath, input, set);
    boolean csv = output.endsWith(".csv");
    if (!csv && !output.endsWith(".parquet")) {
      throw new InputException(
          "%s: an output ends in .csv (one file here) or .parquet (a folder, any file system)"
              .formatted(output));
    }
    if (csv) {
      NewFile.require(Path.of(output));
    }
    return Interruption.awaits(0, () -> predict(rows, csv));
  }

  private Integer predict(ModelInput rows, boolean csv) throws Exception {
    SparkSession session = Sessions.open("predict");
    if (!csv) {
      requireFreeFolder(session);
    }
    TrainedModel model = rows.model();
    boolean pictures = rows.format().ofPictures();
    Dataset loaded =
        pictures ? rows.pictures(session, false, spec.commandLine().getErr()::println) : null;
    JavaRDD<Predicted> predictions = pictures ? ofPictures(model, loaded) : ofRows(rows, session);
    List<String> columns = columns(model, pictures);
    long count =
        csv
            ? writeCsv(model, columns, predictions)
            : writeParquet(session, model, columns, predictions);
    if (pictures && count < loaded.rows()) {
      spec.commandLine()
          .getErr()
          .printf("pictures left out that cannot be decoded: %,d%n", loaded.rows() - count);
    }
    spec.commandLine()
        .getOut()
        .printf("%,d predictions of %s in %s%n", count, model.label(), output);
    return 0;
  }

  /**
   * Predictions that follow each other.
   *
   * @param images where the pictures come from that they are of; empty where they are of rows
   * @param values for each row or picture the prediction, and of classes their probabilities
   */
  private record Predicted(List<String> images, double[] values) implements Serializable {}

  private static JavaRDD<Predicted> ofRows(ModelInput rows, SparkSession session) {
    TrainedModel model = rows.model();
    return new RowScores(
            rows.open(session, false), model.objective().columns(), model.scaling(), null)
        .inOrder(piece -> predict(model, piece))
        .map(values -> new Predicted(List.of(), values));
  }

  private static JavaRDD<Predicted> ofPictures(TrainedModel model, Dataset pictures) {
    return pictures.blocks().flatMap(block -> predict(model, block).iterator());
  }

  /** Runs in a task. Broken pictures are left out. */
  private static List<Predicted> predict(TrainedModel model, PackedBlock block) {
    List<Predicted> predicted = new ArrayList<>();
    block.visitAll(
        (piece, chosen, count) -> {
          EncodedImages images = (EncodedImages) piece;
          double[] outputs = new double[count * model.objective().outputs()];
          BitSet broken =
              model.objective().predict(images, chosen, count, model.parameters(), outputs);
          int[] good = IntStream.range(0, count).filter(i -> !broken.get(i)).toArray();
          predicted.add(
              new Predicted(
                  Arrays.stream(good).mapToObj(i -> images.names().get(chosen[i])).toList(),
                  predictions(model, outputs, good)));
        });
    return predicted;
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

  /** How many numbers are predicted for a row: behind a class the probability of each. */
  private static int width(TrainedModel model) {
    return 1 + model.labels().size();
  }

  /** Runs in a task: static, so that the command is not shipped. */
  private static double[] predict(TrainedModel model, LabelledRows rows) {
    Predictor objective = model.objective();
    int count = rows.count();
    double[] outputs = new double[count * objective.outputs()];
    objective.predict(
        rows.features(), IntStream.range(0, count).toArray(), count, model.parameters(), outputs);
    return predictions(model, outputs, IntStream.range(0, count).toArray());
  }

  private static double[] predictions(TrainedModel model, double[] outputs, int[] chosen) {
    Predictor objective = model.objective();
    int width = width(model);
    double[] predictions = new double[chosen.length * width];
    double[] probabilities = new double[width - 1];
    for (int row = 0; row < chosen.length; row++) {
      int at = chosen[row] * objective.outputs();
      if (objective instanceof Classifier classifier) {
        classifier.probabilities(outputs, at, probabilities);
        predictions[row * width] = classifier.mostLikely(outputs, at);
        System.arraycopy(probabilities, 0, predictions, row * width + 1, width - 1);
      } else {
        predictions[row] =
            model.scaling() == null ? outputs[at] : model.scaling().restoreLabel(outputs[at]);
      }
    }
    return predictions;
  }

  private static List<String> columns(TrainedModel model, boolean pictures) {
    List<String> columns = new ArrayList<>(pictures ? List.of(IMAGE, COLUMN) : List.of(COLUMN));
    model.labels().forEach(label -> columns.add(PROBABILITY + label));
    return columns;
  }

  private long writeCsv(TrainedModel model, List<String> columns, JavaRDD<Predicted> predictions)
      throws IOException {
    long[] rows = new long[1];
    List<String> labels = model.labels().stream().map(PredictCommand::quoted).toList();
    AtomicFile.write(
        Path.of(output),
        out -> {
          PrintStream lines = new PrintStream(out, false, StandardCharsets.UTF_8);
          lines.print(
              columns.stream().map(PredictCommand::quoted).collect(Collectors.joining(",")) + "\n");
          for (Iterator<Predicted> pieces = predictions.toLocalIterator(); pieces.hasNext(); ) {
            rows[0] += write(lines, pieces.next(), labels);
          }
          lines.flush();
          if (lines.checkError()) {
            throw new IOException(output + " could not be written whole");
          }
        });
    return rows[0];
  }

  private static int write(PrintStream lines, Predicted predicted, List<String> labels) {
    int width = 1 + labels.size();
    double[] piece = predicted.values();
    for (int at = 0; at < piece.length; at += width) {
      if (!predicted.images().isEmpty()) {
        lines.print(quoted(predicted.images().get(at / width)) + ",");
      }
      lines.print(labels.isEmpty() ? String.valueOf(piece[at]) : labels.get((int) piece[at]));
      for (int c = 1; c < width; c++) {
        lines.print("," + piece[at + c]);
      }
      lines.print("\n");
    }
    return piece.length / width;
  }

  /** A field as CSV has it. */
  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(sign -> ",\"\r\n".indexOf(sign) >= 0);
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  private long writeParquet(
      SparkSession session,
      TrainedModel model,
      List<String> columns,
      JavaRDD<Predicted> predictions) {
    List<String> labels = model.labels();
    StructType schema = new StructType();
    for (String column : columns) {
      boolean text = column.equals(IMAGE) || column.equals(COLUMN) && !labels.isEmpty();
      schema = schema.add(column, text ? DataTypes.StringType : DataTypes.DoubleType, false);
    }
    JavaRDD<Row> rows = predictions.flatMap(piece -> rows(piece, labels));
    session.createDataFrame(rows, schema).write().mode("errorifexists").parquet(output);
    return session.read().parquet(output).count();
  }

  private static Iterator<Row> rows(Predicted predicted, List<String> labels) {
    int width = 1 + labels.size();
    double[] piece = predicted.values();
    int before = predicted.images().isEmpty() ? 0 : 1;
    return IntStream.range(0, piece.length / width)
        .mapToObj(
            row -> {
              Object[] values = new Object[before + width];
              for (int c = 0; c < width; c++) {
                values[before + c] = piece[row * width + c];
              }
              if (!labels.isEmpty()) {
                values[before] = labels.get((int) piece[row * width]);
              }
              if (before > 0) {
                values[0] = predicted.images().get(row);
              }
              return RowFactory.create(values);
            })
        .iterator();
  }
}

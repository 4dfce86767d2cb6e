package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.data.RowScores;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.model.Classifier;
import dev.bellows.model.Predictor;
import dev.bellows.model.TrainedModel;
import dev.bellows.report.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
    RowScores scores =
        new RowScores(
            rows.open(session, false), model.objective().columns(), model.scaling(), null);
    JavaRDD<double[]> predictions = scores.inOrder(piece -> predict(model, piece));
    long count = csv ? writeCsv(model, predictions) : writeParquet(session, model, predictions);
    spec.commandLine()
        .getOut()
        .printf("%,d predictions of %s in %s%n", count, model.label(), output);
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
    int width = width(model);
    double[] predictions = new double[count * width];
    double[] probabilities = new double[width - 1];
    for (int row = 0; row < count; row++) {
      int at = row * objective.outputs();
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

  private static List<String> columns(TrainedModel model) {
    List<String> columns = new ArrayList<>(List.of(COLUMN));
    model.labels().forEach(label -> columns.add(PROBABILITY + label));
    return columns;
  }

  private long writeCsv(TrainedModel model, JavaRDD<double[]> predictions) throws IOException {
    long[] rows = new long[1];
    List<String> labels = model.labels().stream().map(PredictCommand::quoted).toList();
    AtomicFile.write(
        Path.of(output),
        out -> {
          PrintStream lines = new PrintStream(out, false, StandardCharsets.UTF_8);
          lines.print(
              columns(model).stream().map(PredictCommand::quoted).collect(Collectors.joining(","))
                  + "\n");
          for (Iterator<double[]> pieces = predictions.toLocalIterator(); pieces.hasNext(); ) {
            rows[0] += write(lines, pieces.next(), labels);
          }
          lines.flush();
          if (lines.checkError()) {
            throw new IOException(output + " could not be written whole");
          }
        });
    return rows[0];
  }

  private static int write(PrintStream lines, double[] piece, List<String> labels) {
    int width = 1 + labels.size();
    for (int at = 0; at < piece.length; at += width) {
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
      SparkSession session, TrainedModel model, JavaRDD<double[]> predictions) {
    List<String> columns = columns(model);
    List<String> labels = model.labels();
    StructType schema =
        new StructType()
            .add(COLUMN, labels.isEmpty() ? DataTypes.DoubleType : DataTypes.StringType, false);
    for (String column : columns.subList(1, columns.size())) {
      schema = schema.add(column, DataTypes.DoubleType, false);
    }
    JavaRDD<Row> rows = predictions.flatMap(piece -> rows(piece, labels));
    session.createDataFrame(rows, schema).write().mode("errorifexists").parquet(output);
    return session.read().parquet(output).count();
  }

  private static Iterator<Row> rows(double[] piece, List<String> labels) {
    int width = 1 + labels.size();
    return IntStream.range(0, piece.length / width)
        .mapToObj(
            row -> {
              Object[] values = new Object[width];
              for (int c = 0; c < width; c++) {
                values[c] = piece[row * width + c];
              }
              if (!labels.isEmpty()) {
                values[0] = labels.get((int) piece[row * width]);
              }
              return RowFactory.create(values);
            })
        .iterator();
  }
}

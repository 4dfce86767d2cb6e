package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.data.ClassLabels;
import dev.bellows.data.Dataset;
import dev.bellows.data.RowScores;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.model.ClassificationMeasures;
import dev.bellows.model.ConfusionMatrix;
import dev.bellows.model.Measures;
import dev.bellows.model.TrainedModel;
import dev.bellows.report.chart.ConfusionChart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evaluate}: how good a trained model is on labelled rows, each counting once. */
@Command(
    name = "evaluate",
    description = {
      "Prints how good a trained model is on rows with their labels.",
      "Of a classifier it also draws the confusion matrix, and of pictures the worst mistakes."
    },
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  /** Of more classes nobody reads a matrix, and its sums would not be small. */
  private static final int MOST_CONFUSED = 1000;

  /** So many mistakes can be looked at on one sheet. */
  private static final int MOST_MISTAKES = 24;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A run directory, or its model.safetensors.")
  private Path modelPath;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "Rows like the training rows, with their label.")
  private String data;

  @Option(
      names = "--picture",
      paramLabel = "FILE.png",
      description = "Where the confusion matrix goes; default: confusion.png beside the model.")
  private Path picture;

  @Option(
      names = "--mistakes",
      paramLabel = "FILE.png",
      description =
          "Where the sheet of the worst mistakes goes, of pictures; default: mistakes.png beside the"
              + " model.")
  private Path mistakes;

  @Mixin private SetOption set;

  @Spec private CommandSpec spec;

  private PictureFile ofConfusion;
  private PictureFile ofMistakes;

  @Override
  public Integer call() throws Exception {
    ModelInput rows = ModelInput.of("evaluate", modelPath, data, set);
    if (picture != null && !rows.classifies()) {
      throw new InputException(
          "--picture %s: the model predicts numbers and has no confusion matrix"
              .formatted(picture));
    }
    if (mistakes != null && !rows.format().ofPictures()) {
      throw new InputException(
          "--mistakes %s: the rows are no pictures that could be drawn".formatted(mistakes));
    }
    ofConfusion = new PictureFile("--picture", picture);
    ofMistakes = new PictureFile("--mistakes", mistakes);
    return Interruption.awaits(0, () -> evaluate(rows));
  }

  private Integer evaluate(ModelInput rows) throws Exception {
    TrainedModel model = rows.model();
    SparkSession session = Sessions.open("evaluate");
    if (rows.format().ofPictures()) {
      return evaluatePictures(rows, session);
    }
    ClassLabels classes = rows.classifies() ? new ClassLabels(model.labels()) : null;
    RowScores scores =
        new RowScores(
            rows.open(session, true), model.objective().columns(), model.scaling(), classes);
    Measures measures = measures(model);
    int size = measures.size();
    // Behind the sums of the measures stands the number of rows.
    double[] sums = scores.sum(size + 1, (piece, all) -> add(model, measures, piece, all));
    long count = (long) sums[size];
    PrintWriter out = spec.commandLine().getOut();
    print(out, "rows", String.format(Locale.ROOT, "%,d", count));
    if (measures instanceof ClassificationMeasures ofClasses) {
      report(rows, ofClasses, sums, count);
    } else {
      ofRegression(model, measures.figures(sums, count))
          .forEach((name, value) -> print(out, name, significant(value)));
    }
    return 0;
  }

  private Integer evaluatePictures(ModelInput rows, SparkSession session) throws IOException {
    TrainedModel model = rows.model();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Dataset pictures = rows.pictures(session, true, err::println);
    // Networks that see pictures are classifiers.
    ClassificationMeasures measures = (ClassificationMeasures) measures(model);
    PictureScores scores = PictureScores.of(model, measures, pictures, MOST_MISTAKES);
    pictures.unpersist();
    if (scores.broken().count() > 0) {
      err.println(scores.broken());
    }
    if (scores.seen() == 0) {
      throw new InputException(rows.rows() + ": no picture can be used");
    }
    print(out, "pictures", String.format(Locale.ROOT, "%,d", scores.seen()));
    report(rows, measures, scores.sums(), scores.seen());
    drawMistakes(rows, scores);
    return 0;
  }

  private void drawMistakes(ModelInput rows, PictureScores scores) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    if (scores.worst().isEmpty()) {
      err.println("no picture was mistaken, so there is no sheet of mistakes");
      return;
    }
    ofMistakes.write(
        rows.file().resolveSibling("mistakes.png"),
        MistakeSheet.of(rows, scores.worst())::write,
        err,
        "shows the worst mistakes");
  }

  /** Those of training, and a confusion matrix. */
  private static Measures measures(TrainedModel model) {
    Measures plain = model.objective().measures();
    return plain instanceof ClassificationMeasures classes
            && classes.classifier().classes() <= MOST_CONFUSED
        ? new ClassificationMeasures(classes.classifier(), classes.cost(), true)
        : plain;
  }

  /** Runs in a task: static, so that the command is not shipped. */
  private static void add(TrainedModel model, Measures measures, LabelledRows rows, double[] sums) {
    int count = rows.count();
    int[] all = IntStream.range(0, count).toArray();
    measures.add(rows, all, count, model.parameters(), sums);
    sums[measures.size()] += count;
  }

  /** The figures in the label's own unit, where training standardised it. */
  private static Map<String, Double> ofRegression(TrainedModel model, Map<String, Double> figures) {
    double unit = model.scaling() == null ? 1 : model.scaling().labelDeviation();
    Map<String, Double> own = new LinkedHashMap<>();
    figures.forEach((name, value) -> own.put(name, name.equals("r2") ? value : value * unit));
    return own;
  }

  private void report(ModelInput rows, ClassificationMeasures measures, double[] sums, long count)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Double> figures = measures.figures(sums, count);
    print(out, "accuracy", decimals(figures.get("accuracy")));
    print(out, "log-loss", significant(sums[0] / count));
    if (!measures.confuses()) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "no table and no picture of %,d classes; up to %,d have them%n",
              measures.classifier().classes(),
              MOST_CONFUSED);
      return;
    }
    ConfusionMatrix matrix = measures.confusionMatrix(sums);
    print(out, "macro-f1", decimals(matrix.macroF1()));
    if (figures.containsKey("auc")) {
      print(out, "auc", decimals(figures.get("auc")));
    }
    List<String> labels = rows.model().labels();
    printClasses(out, matrix, labels);
    draw(rows, matrix, labels, count);
  }

  private static void printClasses(PrintWriter out, ConfusionMatrix matrix, List<String> labels) {
    int width =
        Math.max("class".length(), labels.stream().mapToInt(String::length).max().orElse(0));
    String head = "%n%-" + width + "s %12s %10s %8s %8s%n";
    String line = "%-" + width + "s %,12d %10s %8s %8s%n";
    out.printf(Locale.ROOT, head, "class", "rows", "precision", "recall", "f1");
    for (int c = 0; c < labels.size(); c++) {
      out.printf(
          Locale.ROOT,
          line,
          labels.get(c),
          (long) matrix.labelled(c),
          decimals(matrix.precision(c)),
          decimals(matrix.recall(c)),
          decimals(matrix.f1(c)));
    }
  }

  private void draw(ModelInput rows, ConfusionMatrix matrix, List<String> labels, long count)
      throws IOException {
    String title =
        String.format(
            Locale.ROOT,
            "%s: %s of %,d %s right",
            rows.model().label(),
            percent(matrix.accuracy()),
            count,
            rows.format().ofPictures() ? "pictures" : "rows");
    ConfusionChart chart = new ConfusionChart(title, labels, matrix.counts());
    ofConfusion.write(
        rows.file().resolveSibling("confusion.png"),
        chart::write,
        spec.commandLine().getErr(),
        "is the confusion matrix");
  }

  private static void print(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "%-9s %s%n", name, value);
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * part);
  }

  /** Six significant digits: errors have the label's unit, whatever its size. */
  private static String significant(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}

package dev.bellows.bench;

import dev.bellows.linalg.MatrixProducts;
import dev.bellows.ml.LogisticClassifier;
import dev.bellows.ml.PerceptronClassifier;
import dev.bellows.ml.PerceptronClassifierModel;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * MNIST ({@code -Dmnist=FOLDER}) by our estimators and MLlib's, on the same cached frames: a
 * perceptron of 256 hidden units to an accuracy of 0.953, and softmax regression to 0.92. First the
 * three epochs that {@code src/bench/mnist} sets beside PyTorch's. Nothing is warmed up before.
 */
public final class MnistBesideMllib {
  private static final int PIXELS = 784;
  private static final int MLLIB_ITERATIONS = 60; // MLlib's perceptron is at 0.953 then

  private static final double FAST = 0.003; // an epoch is enough then for the same

  private MnistBesideMllib() {}

  /** Prints seconds, accuracies and ratios. */
  public static void main(String[] args) throws IOException {
    SparkSession session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    Dataset<Row> training = frame(session, "train");
    Dataset<Row> test = frame(session, "t10k");
    System.out.println(MatrixProducts.describe());

    PerceptronClassifierModel three = perceptron(3).fit(training);
    say(
        "three epochs of a perceptron: %.2f s of training, %.4f",
        three.summary().seconds(), accuracy(three, test));

    double ours =
        fit("perceptron, 1 epoch", () -> perceptron(1).setLearningRate(FAST).fit(training), test);
    double softmax =
        fit(
            "softmax regression, 3 epochs",
            () ->
                new LogisticClassifier()
                    .setFamily("multinomial")
                    .setStandardization(false)
                    .setOptimizer("adam")
                    .setBatchSize(256)
                    .setLearningRate(0.005)
                    .setEpochs(3)
                    .fit(training),
            test);
    double theirSoftmax =
        fit(
            "MLlib's LogisticRegression, 50 iterations",
            () -> new LogisticRegression().setMaxIter(50).fit(training),
            test);
    say("softmax regression: %.1f times as fast as MLlib's", theirSoftmax / softmax);
    double theirs =
        fit(
            "MLlib's MultilayerPerceptronClassifier, %d iterations".formatted(MLLIB_ITERATIONS),
            () ->
                new MultilayerPerceptronClassifier()
                    .setLayers(new int[] {PIXELS, 256, 10})
                    .setMaxIter(MLLIB_ITERATIONS)
                    .setSeed(1)
                    .fit(training),
            test);
    say("perceptron: %.1f times as fast as MLlib's", theirs / ours);
    session.stop();
  }

  private static PerceptronClassifier perceptron(int epochs) {
    return new PerceptronClassifier()
        .setHiddenLayers(256)
        .setStandardization(false)
        .setBatchSize(256)
        .setLearningRate(0.001)
        .setEpochs(epochs);
  }

  private interface Fit {
    Transformer model();
  }

  private static double fit(String name, Fit fit, Dataset<Row> test) {
    long begin = System.nanoTime();
    Transformer model = fit.model();
    double seconds = (System.nanoTime() - begin) * 1e-9;
    say("%s: %.2f s, %.4f", name, seconds, accuracy(model, test));
    return seconds;
  }

  private static double accuracy(Transformer model, Dataset<Row> test) {
    return new MulticlassClassificationEvaluator()
        .setMetricName("accuracy")
        .evaluate(model.transform(test));
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private static Dataset<Row> frame(SparkSession session, String set) throws IOException {
    Path folder = Path.of(System.getProperty("mnist"));
    List<Row> rows = new ArrayList<>();
    try (DataInputStream images = open(folder.resolve(set + "-images-idx3-ubyte.gz"), 16);
        DataInputStream labels = open(folder.resolve(set + "-labels-idx1-ubyte.gz"), 8)) {
      byte[] pixels = new byte[PIXELS];
      for (int label = labels.read(); label >= 0; label = labels.read()) {
        images.readFully(pixels);
        double[] features = new double[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
          features[p] = (pixels[p] & 0xFF) / 255.0;
        }
        rows.add(RowFactory.create((double) label, Vectors.dense(features)));
      }
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    Dataset<Row> frame = session.createDataFrame(rows, schema).repartition(2).cache();
    frame.count();
    return frame;
  }

  private static DataInputStream open(Path file, int header) throws IOException {
    DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
    in.skipNBytes(header);
    return in;
  }
}

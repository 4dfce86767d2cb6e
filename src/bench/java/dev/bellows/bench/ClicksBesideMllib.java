package dev.bellows.bench;

import dev.bellows.linalg.KeyedRandom;
import dev.bellows.ml.LogisticClassifier;
import dev.bellows.ml.LogisticClassifierModel;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A made click-through set, by one epoch of sparse AdaGrad and by MLlib's LogisticRegression at its
 * default stop: {@code -Drows=5000000} rows of {@code -Dfeatures=1000000} hashed features, 30 of
 * them not zero. One feature stands in every row and most in few, as words do; clicks follow a
 * logistic model of their own, about one row in six.
 */
public final class ClicksBesideMllib {
  private static final int NONZEROS = 30;
  private static final int PARTITIONS = 8;
  private static final double SKEW = 3; // the larger, the fewer features most rows share
  private static final double DEVIATION = 0.4;
  private static final double OFFSET = -2;

  private ClicksBesideMllib() {}

  /** Prints seconds, rows a second and areas under ROC, and the ratio. */
  public static void main(String[] args) {
    int rows = Integer.getInteger("rows", 5_000_000);
    int features = Integer.getInteger("features", 1_000_000);
    SparkSession session =
        SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate();
    Dataset<Row> training = frame(session, 0, rows, features);
    Dataset<Row> test = frame(session, rows, rows / 10, features);
    System.out.printf(
        Locale.ROOT,
        "%,d rows of %,d features, %d not zero, in a heap of %.1f GB%n",
        rows,
        features,
        NONZEROS,
        Runtime.getRuntime().maxMemory() * 1e-9);

    long begin = System.nanoTime();
    LogisticClassifierModel model =
        new LogisticClassifier()
            .setOptimizer("adagrad")
            .setLearningRate(Double.parseDouble(System.getProperty("rate", "0.05")))
            .setBatchSize(Integer.getInteger("batch", 5000))
            .setStandardization(false)
            .setEpochs(1)
            .fit(training);
    double ours = (System.nanoTime() - begin) * 1e-9;
    System.out.printf(
        Locale.ROOT,
        "one epoch of AdaGrad: %.1f s, of it %.1f s of training (%,.0f rows/s), AUC %.4f%n",
        ours,
        model.summary().seconds(),
        rows / model.summary().seconds(),
        area(model, test));

    begin = System.nanoTime();
    var peer = new LogisticRegression().fit(training);
    double theirs = (System.nanoTime() - begin) * 1e-9;
    System.out.printf(
        Locale.ROOT,
        "MLlib's LogisticRegression, %d iterations: %.1f s, AUC %.4f%n",
        peer.summary().totalIterations(),
        theirs,
        area(peer, test));
    System.out.printf(Locale.ROOT, "%.1f times as fast%n", theirs / ours);
    session.stop();
  }

  private static double area(Transformer model, Dataset<Row> test) {
    return new BinaryClassificationEvaluator().evaluate(model.transform(test));
  }

  private static Dataset<Row> frame(SparkSession session, int first, int rows, int features) {
    JavaRDD<Row> made =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(IntStream.range(0, PARTITIONS).boxed().toList(), PARTITIONS)
            .flatMap(part -> part(first, rows, part, features));
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    Dataset<Row> frame = session.createDataFrame(made, schema).persist(StorageLevel.DISK_ONLY());
    frame.count();
    return frame;
  }

  private static Iterator<Row> part(int first, int rows, int part, int features) {
    int from = first + (int) ((long) rows * part / PARTITIONS);
    int to = first + (int) ((long) rows * (part + 1) / PARTITIONS);
    return IntStream.range(from, to).mapToObj(row -> row(row, features)).iterator();
  }

  private static Row row(int number, int features) {
    KeyedRandom random = new KeyedRandom(1, number);
    int[] indices = new int[NONZEROS]; // index 0 is in every row
    double margin = OFFSET;
    for (int i = 1; i < NONZEROS; i++) {
      int rank = (int) (features * Math.pow(random.nextDouble(), SKEW));
      indices[i] = 1 + (int) (rank * 2654435761L % (features - 1));
    }
    indices = Arrays.stream(indices).sorted().distinct().toArray();
    double[] values = new double[indices.length];
    Arrays.fill(values, 1);
    for (int index : indices) {
      margin += DEVIATION * new KeyedRandom(2, index).nextGaussian();
    }
    double label = random.nextDouble() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
    return RowFactory.create(label, Vectors.sparse(features, indices, values));
  }
}

package dev.bellows.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.DatasetLoader;
import dev.bellows.data.source.LabelKind;
import dev.bellows.data.source.RowSource;
import dev.bellows.data.source.RowSources;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.deep.Network;
import dev.bellows.deep.NetworkClassification;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Evaluation;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.TrainingResult;
import dev.bellows.train.exchange.ExchangeSettings;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The convolutional network that {@code src/bench/lenet} sets beside PyTorch's own, on MNIST
 * ({@code -Dmnist=FOLDER}): two epochs by Adam, batches of 256, two partitions of one thread each.
 * Nothing is warmed up before; the images are read before the clock starts, as there. Then the
 * epochs, up to 10, that other optimizers need for 0.97.
 */
public final class LenetBesideTorch {
  private static final String LAYERS =
      "conv 8 5x5 padding 2, relu, max-pool 2, conv 16 5x5, relu, max-pool 2, flatten, linear 120,"
          + " relu, linear 10";
  private static final int BATCH = 256;
  private static final double ENOUGH = 0.97;
  private static final int MOST_EPOCHS = 10;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final DatasetLoader.Loaded loaded;

  private LenetBesideTorch(DatasetLoader.Loaded loaded) {
    this.loaded = loaded;
  }

  /** Prints seconds and accuracies. */
  public static void main(String[] args) {
    JavaSparkContext spark = BenchSpark.start("local[2]");
    LenetBesideTorch bench = new LenetBesideTorch(load(spark));
    System.out.print(network().table());
    Settings adam = Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, 0.001);
    bench.loaded.training().blocks().count(); // read, packed and kept by the first who asks
    long steps = 2 * plan(bench.loaded).batches();
    long before = PROCESS.getProcessCpuTime();
    double seconds = bench.train("adam", adam, 2, Interval.NONE, new Listener() {}).seconds();
    double processor = (PROCESS.getProcessCpuTime() - before) * 1e-9;
    say(
        "lenet, 2 epochs: %.2f s, %.0f images/s; %.1f processor seconds",
        seconds, steps * BATCH / seconds, processor);
    bench.epochs("adam", adam);
    bench.epochs("adagrad", Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, 0.01));
    bench.epochs(
        "sgd",
        Settings.DEFAULTS
            .with(OptimizerSettings.LEARNING_RATE, 0.1)
            .withWritten(OptimizerSettings.SCHEDULE, "cosine"));
    spark.stop();
  }

  private static Network network() {
    return Network.of("1x28x28", LAYERS);
  }

  private static BatchPlan plan(DatasetLoader.Loaded loaded) {
    return new BatchPlan(loaded.training().rows(), BATCH, true, 1);
  }

  private TrainingResult train(
      String optimizer, Settings settings, int epochs, Interval evaluate, Listener listener) {
    NetworkClassification objective = network().classification();
    BatchPlan plan = plan(loaded);
    Minimizer minimizer =
        OptimizerTable.entry(optimizer)
            .build(settings, new Setup(objective.layout(), epochs * plan.batches(), 1));
    Training training =
        Training.of(objective, minimizer, loaded.training(), plan)
            .validation(loaded.validation())
            .epochs(epochs)
            .evaluate(evaluate)
            .build();
    return Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT).train(training, listener);
  }

  /** The accuracies on the test images behind each epoch, up to the first that is enough. */
  private void epochs(String optimizer, Settings settings) {
    StringBuilder line = new StringBuilder(optimizer);
    Listener listener =
        new Listener() {
          private boolean enough;

          @Override
          public void onEvaluation(Evaluation evaluation) {
            double accuracy = evaluation.figures().get("accuracy");
            line.append(String.format(Locale.ROOT, " %.4f", accuracy));
            enough = accuracy >= ENOUGH && evaluation.epochs() >= 2;
          }

          @Override
          public boolean wantsToStop() {
            return enough;
          }
        };
    train(optimizer, settings, MOST_EPOCHS, Interval.EPOCH, listener);
    System.out.println(line);
  }

  private static DatasetLoader.Loaded load(JavaSparkContext spark) {
    String folder = System.getProperty("mnist");
    Settings settings =
        Settings.DEFAULTS
            .with(SourceSettings.FORMAT, SourceSettings.Format.IDX)
            .with(SourceSettings.PATH, folder + "/train-images-idx3-ubyte.gz")
            .with(SourceSettings.LABELS, folder + "/train-labels-idx1-ubyte.gz")
            .with(DataSettings.DIVIDE_BY, 255.0)
            .with(DataSettings.STANDARDIZE, false)
            .with(DataSettings.PARTITIONS, 2L);
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    RowSource rows = RowSources.open(session, settings, LabelKind.CLASSES, 2);
    RowSource held =
        RowSources.openValidation(
            session,
            settings,
            rows.columns(),
            folder + "/t10k-images-idx3-ubyte.gz",
            folder + "/t10k-labels-idx1-ubyte.gz",
            2);
    return DatasetLoader.load(spark, rows, Optional.of(held), settings, 1);
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

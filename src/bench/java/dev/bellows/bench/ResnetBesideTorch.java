package dev.bellows.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.DataSettings;
import dev.bellows.data.Dataset;
import dev.bellows.data.DatasetLoader;
import dev.bellows.deep.NetworkClassification;
import dev.bellows.deep.ReadyNetwork;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * ResNet-18 as {@code src/bench/resnet} sets it beside PyTorch's own: random weights and images of
 * 224 × 224, batches of 128 on two partitions of one thread each, SGD with momentum. Nothing is
 * decoded; the images are rows of numbers. Steps are {@code -Dsteps=4}, and one more before the
 * clock starts.
 */
public final class ResnetBesideTorch {
  private static final int SIDE = 224;
  private static final int CLASSES = 10;
  private static final int BATCH = 128;
  private static final int PARTITIONS = 2;
  private static final int STEPS = Integer.getInteger("steps", 4);

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ResnetBesideTorch() {}

  /** Prints seconds and images a second; processor seconds tell more on a machine that is busy. */
  public static void main(String[] args) {
    JavaSparkContext spark = BenchSpark.start("local[2]");
    NetworkClassification objective =
        ReadyNetwork.RESNET18.network(RowShape.image(3, SIDE, SIDE), CLASSES).classification();
    Settings settings =
        Settings.DEFAULTS
            .with(DataSettings.PARTITIONS, (long) PARTITIONS)
            .with(DataSettings.STANDARDIZE, false);
    Dataset images =
        DatasetLoader.load(
                spark,
                new GeneratedSource(spark, BATCH, objective.columns(), PARTITIONS, CLASSES),
                settings,
                1)
            .training();
    images.blocks().count(); // made, packed and kept by the first who asks
    train(objective, images, 1);
    long before = PROCESS.getProcessCpuTime();
    double seconds = train(objective, images, STEPS);
    double processor = (PROCESS.getProcessCpuTime() - before) * 1e-9;
    System.out.println(
        String.format(
            Locale.ROOT,
            "resnet18, %d steps of %d: %.1f processor seconds, %.2f s, %.2f images/s",
            STEPS,
            BATCH,
            processor,
            seconds,
            STEPS * BATCH / seconds));
    spark.stop();
  }

  private static double train(NetworkClassification objective, Dataset images, int steps) {
    Settings sgd =
        Settings.DEFAULTS
            .with(OptimizerSettings.LEARNING_RATE, 0.01)
            .with(OptimizerSettings.MOMENTUM, 0.9);
    Minimizer minimizer =
        OptimizerTable.entry("momentum").build(sgd, new Setup(objective.layout(), steps, 1));
    Training training =
        Training.of(objective, minimizer, images, new BatchPlan(BATCH, BATCH, true, 1))
            .epochs(steps)
            .evaluate(Interval.NONE)
            .build();
    return Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT)
        .train(training, new Listener() {})
        .seconds();
  }
}

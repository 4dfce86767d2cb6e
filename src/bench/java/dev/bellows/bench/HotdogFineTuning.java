package dev.bellows.bench;

import dev.bellows.Settings;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.image.BrokenImages;
import dev.bellows.data.image.ImageFiles;
import dev.bellows.data.image.ImageLoader;
import dev.bellows.deep.ImageInput;
import dev.bellows.deep.Network;
import dev.bellows.deep.NetworkClassification;
import dev.bellows.deep.ReadyNetwork;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.ImageWords;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Tensor;
import dev.bellows.linalg.weights.WeightsFile;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * SqueezeNet 1.1 learns to tell hot dogs from other food: five epochs by Adam, the head at ten
 * times the rate, two partitions of one thread each. The folder ({@code -Dhotdog=FOLDER}) has
 * {@code train} and {@code test}, the weights ({@code -Dweights=FILE}) are those of ImageNet under
 * the names of Caffe, for Caffe's normalisation; without them it begins from scratch. Another size
 * of batches is {@code -Dbatch=64}.
 */
public final class HotdogFineTuning {
  private static final int SIDE = 224;
  private static final int BATCH = Integer.getInteger("batch", 32);
  private static final int EPOCHS = 5;
  private static final long SEED = 1;
  private static final ReadyNetwork READY = ReadyNetwork.SQUEEZENET1_1;

  private HotdogFineTuning() {}

  /** Prints the accuracy on the test images and the seconds so far behind each epoch. */
  public static void main(String[] args) throws IOException {
    JavaSparkContext spark = BenchSpark.start("local[2]");
    String weights = System.getProperty("weights");
    long begin = System.nanoTime();
    ImageLoader.Loaded training = load(spark, "train");
    ImageLoader.Loaded test = load(spark, "test");
    say("%d images to train with, %d to test", training.dataset().rows(), test.dataset().rows());
    say("%.1f s to read them", (System.nanoTime() - begin) * 1e-9);

    NetworkClassification objective = objective();
    double[] initial = objective.initialParameters(SEED);
    if (weights != null) {
      takeOver(Path.of(weights), objective, initial);
    }
    BatchPlan plan = new BatchPlan(training.dataset().rows(), BATCH, true, SEED);
    Training job =
        Training.of(objective, minimizer(objective, plan), training.dataset(), plan)
            .validation(test.dataset())
            .initial(initial)
            .epochs(EPOCHS)
            .evaluate(Interval.EPOCH)
            .build();
    TrainingResult result =
        Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT).train(job, new Told());
    say("%s: %.1f s", weights == null ? "from scratch" : "fine-tuned", result.seconds());
    spark.stop();
  }

  private static ImageLoader.Loaded load(JavaSparkContext spark, String part) {
    ImageFiles files =
        ImageFiles.find(
            spark.hadoopConfiguration(), "-Dhotdog", System.getProperty("hotdog") + "/" + part);
    return ImageLoader.load(spark, files, 2, ImageLimits.DEFAULT, new BrokenImages(0));
  }

  private static NetworkClassification objective() {
    Network network = READY.network(RowShape.image(3, SIDE, SIDE), 2);
    List<String> seen = List.of("random-resized-crop " + SIDE, "flip", "normalize caffe");
    List<String> measured = List.of("resize 256", "center-crop " + SIDE, "normalize caffe");
    return network.classification(
        new ImageInput(
            ImageWords.parse("training", seen),
            ImageWords.parse("evaluation", measured),
            ImageLimits.DEFAULT));
  }

  private static Minimizer minimizer(NetworkClassification objective, BatchPlan plan) {
    Settings settings =
        Settings.DEFAULTS
            .with(OptimizerSettings.LEARNING_RATE, 3e-4)
            .withWritten(OptimizerSettings.SCHEDULE, "cosine")
            .withWritten(
                OptimizerSettings.GROUPS,
                List.of(
                    Map.of("tensors", objective.network().head(), "learning-rate-factor", 10.0)));
    return OptimizerTable.entry("adam")
        .build(settings, new Setup(objective.layout(), (long) EPOCHS * plan.batches(), SEED));
  }

  /** All but the head. */
  private static void takeOver(Path file, NetworkClassification objective, double[] parameters)
      throws IOException {
    Map<String, Tensor> saved = WeightsFile.read(file).tensors();
    List<String> head = objective.network().head();
    for (Layout.Slot slot : objective.layout().tensors()) {
      if (!head.contains(slot.name())) {
        double[] values = saved.get(READY.otherNames().get(slot.name())).values();
        objective.layout().write(slot.name(), values, parameters);
      }
    }
  }

  /** Prints as it goes. */
  private static final class Told implements Listener {
    private final long begin = System.nanoTime();

    @Override
    public void onEvaluation(Evaluation evaluation) {
      say(
          "epoch %.0f: test accuracy %.4f, loss %.4f (training %.4f), %.1f s",
          evaluation.epochs(),
          evaluation.figures().get("accuracy"),
          evaluation.validationLoss().orElseThrow(),
          evaluation.loss(),
          (System.nanoTime() - begin) * 1e-9);
    }
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

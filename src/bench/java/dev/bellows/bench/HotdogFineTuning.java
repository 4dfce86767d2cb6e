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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * SqueezeNet 1.1 learns to tell hot dogs from other food: five epochs by Adam, the head at ten
 * times the rate, two partitions of one thread each; first from the weights of ImageNet ({@code
 * -Dweights=FILE}: under the names of Caffe, for Caffe's normalisation), then from scratch. The
 * folder ({@code -Dhotdog=FOLDER}) has {@code train} and {@code test}. {@code -Dbatch=64} is
 * another size of batches, {@code -Dcrop="resize 256, random-crop 224"} another crop, {@code
 * -Dseed=2} another draw, and {@code -Donly=fine-tuned} or {@code scratch} one of both.
 */
public final class HotdogFineTuning {
  private static final int SIDE = 224;
  private static final int BATCH = Integer.getInteger("batch", 32);
  private static final String CROP = System.getProperty("crop", "random-resized-crop " + SIDE);
  private static final int EPOCHS = 5;
  private static final long SEED = Long.getLong("seed", 1);
  private static final ReadyNetwork READY = ReadyNetwork.SQUEEZENET1_1;

  private final ImageLoader.Loaded training;
  private final ImageLoader.Loaded test;

  private HotdogFineTuning(ImageLoader.Loaded training, ImageLoader.Loaded test) {
    this.training = training;
    this.test = test;
  }

  /** Prints the losses, the accuracy on the test images and the seconds of each epoch. */
  public static void main(String[] args) throws IOException {
    JavaSparkContext spark = BenchSpark.start("local[2]");
    long begin = System.nanoTime();
    HotdogFineTuning bench = new HotdogFineTuning(load(spark, "train"), load(spark, "test"));
    say(
        "%d images to train with, %d to test, read in %.1f s; %s, batches of %d, seed %d",
        bench.training.dataset().rows(),
        bench.test.dataset().rows(),
        (System.nanoTime() - begin) * 1e-9,
        CROP,
        BATCH,
        SEED);
    String only = System.getProperty("only", "");
    NetworkClassification objective = objective();
    double[] scratch = objective.initialParameters(SEED);
    if (!only.equals("scratch")) {
      double[] tuned = scratch.clone();
      takeOver(Path.of(System.getProperty("weights")), objective, tuned);
      bench.train("fine-tuned", objective, tuned);
    }
    if (!only.equals("fine-tuned")) {
      bench.train("from scratch", objective, scratch);
    }
    spark.stop();
  }

  private void train(String what, NetworkClassification objective, double[] initial) {
    BatchPlan plan = new BatchPlan(training.dataset().rows(), BATCH, true, SEED);
    Training job =
        Training.of(objective, minimizer(objective, plan), training.dataset(), plan)
            .validation(test.dataset())
            .initial(initial)
            .epochs(EPOCHS)
            .evaluate(Interval.EPOCH)
            .build();
    say("%s%nepoch  training loss  test loss  accuracy  seconds", what);
    TrainingResult result =
        Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT).train(job, new Told());
    say("%.1f s in all", result.seconds());
  }

  private static ImageLoader.Loaded load(JavaSparkContext spark, String part) {
    ImageFiles files =
        ImageFiles.find(
            spark.hadoopConfiguration(), "-Dhotdog", System.getProperty("hotdog") + "/" + part);
    return ImageLoader.load(spark, files, 2, ImageLimits.DEFAULT, new BrokenImages(0));
  }

  private static NetworkClassification objective() {
    Network network = READY.network(RowShape.image(3, SIDE, SIDE), 2);
    List<String> seen = new ArrayList<>(List.of(CROP.split(", ")));
    seen.addAll(List.of("flip", "normalize caffe"));
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

  /** Prints as it goes; the seconds of an epoch are those of its evaluation, too. */
  private static final class Told implements Listener {
    private long begin = System.nanoTime();

    @Override
    public void onEvaluation(Evaluation evaluation) {
      long now = System.nanoTime();
      say(
          "%5.0f  %13.4f  %9.4f  %8.4f  %7.1f",
          evaluation.epochs(),
          evaluation.loss(),
          evaluation.validationLoss().orElseThrow(),
          evaluation.figures().get("accuracy"),
          (now - begin) * 1e-9);
      begin = now;
    }
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}

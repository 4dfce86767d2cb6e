package dev.bellows.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.BatchPlan;
import dev.bellows.data.Dataset;
import dev.bellows.data.image.BrokenImages;
import dev.bellows.data.image.ImageFiles;
import dev.bellows.data.image.ImageLoader;
import dev.bellows.image.Golden;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.ImageWords;
import dev.bellows.optim.Minimizer;
import dev.bellows.optim.table.OptimizerSettings;
import dev.bellows.optim.table.OptimizerTable;
import dev.bellows.optim.table.Setup;
import dev.bellows.train.Engine;
import dev.bellows.train.Evaluation;
import dev.bellows.train.Interval;
import dev.bellows.train.Listener;
import dev.bellows.train.Training;
import dev.bellows.train.exchange.ExchangeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks trained on folders of pictures by the engines, on Spark. */
class PictureTrainingTest {
  private static final String LAYERS =
      "conv 4 3x3, relu, max-pool 2, flatten, dropout 0.2, linear 2";

  @TempDir private Path folder;

  private void put(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  /** Ten colourful pictures and ten grey ones. */
  private void put() throws IOException {
    for (int i = 0; i < 10; i++) {
      put("colour/%d.jpg".formatted(i), Golden.file(i % 2 == 0 ? "rgb.jpg" : "sideways.jpg"));
      put("grey/%d.png".formatted(i), Golden.file(i % 2 == 0 ? "grey.png" : "bilevel.png"));
    }
  }

  private double[] train(int partitions, int epochs, int broken, List<Evaluation> evaluations) {
    ImageFiles files = ImageFiles.find(new Configuration(), "data.path", folder.toString());
    Dataset images =
        ImageLoader.load(
                TestSpark.context(), files, partitions, ImageLimits.DEFAULT, new BrokenImages(0))
            .dataset();
    ImageInput input =
        new ImageInput(
            ImageWords.parse("data.transforms", List.of("random-resized-crop 12", "flip")),
            ImageWords.parse("data.transforms", List.of("resize 12x12")),
            ImageLimits.DEFAULT,
            broken);
    NetworkClassification objective = Network.of("3x12x12", LAYERS).classification(input);
    BatchPlan plan = new BatchPlan(images.rows(), 8, true, 1);
    Minimizer minimizer =
        OptimizerTable.entry("adam")
            .build(
                Settings.DEFAULTS.with(OptimizerSettings.LEARNING_RATE, 0.02),
                new Setup(objective.layout(), 100, 1));
    Training training =
        Training.of(objective, minimizer, images, plan)
            .epochs(epochs)
            .evaluate(Interval.EPOCH)
            .build();
    Listener listener =
        new Listener() {
          @Override
          public void onEvaluation(Evaluation evaluation) {
            evaluations.add(evaluation);
          }
        };
    return Engine.of(Engine.Kind.SYNCHRONOUS, ExchangeSettings.DEFAULT)
        .train(training, listener)
        .parameters();
  }

  @Test
  void twoPartitionsTrainAsOneDoesAndAgainToTheSameBits() throws IOException {
    put();
    double[] one = train(1, 2, 0, new ArrayList<>());
    double[] two = train(2, 2, 0, new ArrayList<>());
    for (int i = 0; i < one.length; i++) {
      assertThat(two[i]).isEqualTo(one[i], within(1e-4));
    }
    assertThat(train(2, 2, 0, new ArrayList<>())).isEqualTo(two);
  }

  @Test
  void colourIsLearned() throws IOException {
    put();
    List<Evaluation> evaluations = new ArrayList<>();
    train(2, 20, 0, evaluations);
    Evaluation last = evaluations.get(evaluations.size() - 1);
    assertThat(last.figures().get("accuracy")).isGreaterThan(0.9);
    assertThat(last.loss()).isLessThan(0.5 * evaluations.get(0).loss());
  }

  @Test
  void aTornPictureIsLeftOutOrTheEndWithItsPath() throws IOException {
    put();
    byte[] whole = Golden.file("rgb.jpg");
    put("colour/torn.jpg", Arrays.copyOf(whole, whole.length * 2 / 3));
    List<Evaluation> evaluations = new ArrayList<>();
    double[] parameters = train(2, 1, 1, evaluations);
    assertThat(train(2, 1, 1, evaluations)).isEqualTo(parameters);
    assertThat(evaluations.get(0).loss()).isFinite();
    assertThatThrownBy(() -> train(2, 1, 0, evaluations))
        .hasMessageContaining("colour/torn.jpg: it is damaged: ");
  }
}

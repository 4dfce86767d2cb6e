package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import dev.bellows.deep.ImageInput;
import dev.bellows.deep.NetworkClassification;
import dev.bellows.model.TrainedModel;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that see pictures, from the job file to the sheets, in this process. */
class PictureCommandsTest {
  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private Pictures pictures() throws IOException {
    return new Pictures(folder.resolve("pictures")).fill(12);
  }

  private Path job(String name, String more) throws IOException {
    return pictures().job(folder.resolve(name + ".conf"), more);
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  private static void fine(Ended ended) {
    assertThat(ended.code()).as(ended.err()).isZero();
  }

  @Test
  void aNetworkOfPicturesIsTrainedSavedEvaluatedAndPredicts() throws IOException {
    Path run = folder.resolve("run");
    Ended trained = run("train", job("run", "epochs = 8"));

    fine(trained);
    assertThat(trained.err()).contains("run: 24 pictures and 2 classes in 2 partitions");
    TrainedModel model = TrainedModel.read(run.resolve("model.safetensors"));
    assertThat(model.labels()).containsExactly("blue", "red");
    ImageInput seen = ((NetworkClassification) model.objective()).images().orElseThrow();
    assertThat(seen.training().words()).containsExactly("random-resized-crop 12", "flip");
    assertThat(seen.evaluation().words()).containsExactly("resize 14", "center-crop 12");

    Path data = folder.resolve("pictures");
    Ended evaluated = run("evaluate", run, data);
    fine(evaluated);
    assertThat(evaluated.out())
        .contains("pictures  24")
        .containsPattern("accuracy +1\\.0000")
        .containsPattern("blue +12 ");
    assertThat(run.resolve("confusion.png")).isNotEmptyFile();
    assertThat(evaluated.err()).contains("no picture was mistaken");

    Path predicted = folder.resolve("out.csv");
    fine(run("predict", run, data, predicted));
    List<String> lines = Files.readAllLines(predicted);
    assertThat(lines).hasSize(25).startsWith("image,prediction,probability_blue,probability_red");
    assertThat(lines.get(1)).startsWith(data.resolve("blue/0.jpg") + ",blue,");
    assertThat(lines.get(24)).startsWith(data.resolve("red/9.png") + ",red,");

    Path table = folder.resolve("out.parquet");
    fine(run("predict", run, data.resolve("red"), table));
    List<Row> rows =
        TestSpark.session().read().parquet(table.toString()).select("prediction").collectAsList();
    assertThat(rows).hasSize(12).allSatisfy(row -> assertThat(row.getString(0)).isEqualTo("red"));
  }

  @Test
  void theWorstMistakesAreDrawnWithARedFrame() throws IOException {
    Path run = folder.resolve("run");
    fine(run("train", job("run", "epochs = 8")));
    Pictures others = new Pictures(folder.resolve("others")).fill(2);
    others.put("red/not.png", Pictures.picture(Color.BLUE.darker(), 1, "png"));

    Path sheet = folder.resolve("sheet.png");
    Ended evaluated = run("evaluate", run, others.folder(), "--mistakes", sheet);

    fine(evaluated);
    assertThat(evaluated.out()).containsPattern("accuracy +0\\.8000");
    assertThat(evaluated.err()).contains(sheet + " shows the worst mistakes");
    BufferedImage drawn = ImageIO.read(sheet.toFile());
    assertThat(drawn.getWidth()).isGreaterThan(400);
    Ended bad = run("evaluate", run, others.folder(), "--mistakes", "sheet.txt");
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("--mistakes sheet.txt: pictures are PNG; name a .png file");
  }

  @Test
  void aPreviewDrawsWhatTheNetworkSeesAndWritesOverNothing() throws IOException {
    Path job = job("run", "");
    Path sheet = folder.resolve("sheet.png");

    Ended drawn = run("preview", job, "--out", sheet, "--pictures", 8);
    fine(drawn);
    assertThat(drawn.out()).contains("training:   random-resized-crop 12, flip");
    assertThat(drawn.err()).contains(sheet + " shows what the network will see");
    BufferedImage image = ImageIO.read(sheet.toFile());
    boolean red = false;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Color colour = new Color(image.getRGB(x, y));
        red |= colour.getRed() > 180 && colour.getGreen() < 90 && colour.getBlue() < 90;
      }
    }
    assertThat(red).as("a red picture is on it").isTrue();
    assertThat(folder.resolve("run")).doesNotExist();

    Ended again = run("preview", job, "--out", sheet);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("exists already; name a new file").hasLineCount(1);

    Path same = folder.resolve("same.png");
    fine(run("preview", job, "--out", same, "--pictures", 8, "--set", "data.partitions=3"));
    Path other = folder.resolve("other.png");
    fine(run("preview", job, "--out", other, "--pictures", 8, "--set", "seed=2"));
    assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(sheet));
    fine(run("preview", job, "--out", folder.resolve("e2.png"), "--pictures", 8, "--epoch", 2));
    assertThat(Files.readAllBytes(folder.resolve("e2.png")))
        .isNotEqualTo(Files.readAllBytes(sheet));
    fine(run("preview", job, "--out", folder.resolve("again.png"), "--pictures", 8));
    assertThat(Files.readAllBytes(folder.resolve("again.png")))
        .isEqualTo(Files.readAllBytes(sheet));
  }

  @Test
  void aJobOfRowsHasNoPreview() throws IOException {
    Path rows = Ended.rows(folder);
    Path job = Files.writeString(folder.resolve("rows.conf"), "data.path = \"%s\"".formatted(rows));

    Ended ended = run("preview", job, "--out", folder.resolve("x.png"));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .contains("data.format = csv: its rows are no pictures that could be drawn")
        .hasLineCount(1);
  }

  @Test
  void aRunGoesOnInTheSameBits() throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    fine(run("train", job("whole", "")));
    fine(run("train", job("parts", ""), "--set", "epochs=2"));

    Ended resumed = run("train", "--resume", parts, "--set", "epochs=4");

    fine(resumed);
    assertThat(resumed.err()).contains("changed: epochs: 4, was 2");
    assertThat(model(parts)).isEqualTo(model(whole));
  }

  @Test
  void aSearchTriesNetworksAndTransforms() throws IOException {
    Path job =
        job(
            "run",
            """
            data.validation-fraction = 0.25
            search.space {
              optimizer.learning-rate = [0.02, 1e-6]
              data.transforms = [[resize 12x12, flip], [random-resized-crop 12]]
            }
            """);

    Ended searched = run("search", job);

    fine(searched);
    assertThat(folder.resolve("run/trials.csv")).exists();
    List<String> trials = Files.readAllLines(folder.resolve("run/trials.csv"));
    assertThat(trials).hasSize(5);
    assertThat(trials.subList(1, 5)).allSatisfy(line -> assertThat(line).contains(",finished,"));
  }

  @Test
  void cifarIsReadWithItsOwnTransforms() throws IOException {
    byte[] records = new byte[40 * 3073];
    for (int r = 0; r < 40; r++) {
      records[r * 3073] = (byte) (r % 2);
      Arrays.fill(
          records, r * 3073 + 1 + r % 2 * 1024, r * 3073 + 1 + (r % 2 + 1) * 1024, (byte) 200);
    }
    Path data = Files.write(folder.resolve("data_batch_1.bin"), records);
    String text =
        """
        data { path = "%s", validation-path = "%s", format = cifar, limit = 32 }
        model { type = network, layers = [average-pool 8, flatten, linear 10] }
        optimizer { name = adam, learning-rate = 0.02 }
        batch-size = 8
        epochs = 10
        output { dir = "%s" }
        """;
    Path run = folder.resolve("run");
    Path job = Files.writeString(folder.resolve("job.conf"), text.formatted(data, data, run));

    Ended trained = run("train", job);

    fine(trained);
    assertThat(trained.err()).contains("32 pictures and 10 classes");
    assertThat(run.resolve("job.conf"))
        .content()
        .contains(
            "transforms = [\"random-crop 32 padding 4\",\"flip\",\"normalize cifar10\"]",
            "evaluation-transforms = [\"center-crop 32\",\"normalize cifar10\"]",
            "input = \"3x32x32\"");
    Ended evaluated = run("evaluate", run, data);
    fine(evaluated);
    assertThat(evaluated.out()).contains("pictures  40").containsPattern("accuracy +1\\.0000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.transforms=[random-resized-crop 12, flpi]|data.transforms: 'flpi' is no transform (did"
            + " you mean 'flip'?)",
        "data.transforms=[resize 12]|data.transforms: the transforms of training leave pictures of"
            + " many sizes",
        "data.evaluation-transforms=[random-crop 12]|data.evaluation-transforms: the transforms of"
            + " evaluation draw at random",
        "model.input=1x12x12|model.input = 1x12x12: pictures have 3 channels",
        "model.input=3x13x13|data.transforms: the transforms of training make pictures of 12x12",
        "model.type=softmax|only networks see them; model.type = softmax takes rows of numbers",
        "model.loss=squared|only networks see them; model.loss = squared predicts a number",
        "data.divide-by=255|data.divide-by: data.format = images does not take it; 'normalize' is a",
        "data.class-weights=balanced|data.class-weights: data.format = images does not take it",
        "data.brokn-images=3|data.brokn-images: there is no such key (did you mean"
            + " 'data.broken-images'?)",
        "data.broken-images=-1|data.broken-images = -1 is not allowed; it takes a whole number",
        "data.labels=x|data.labels: data.format = images does not take it; idx does",
        "data.format=csv|data.transforms: data.format = csv does not take it; images, cifar do",
        "data.format=image|data.format = image is not allowed; it takes csv | tsv | libsvm",
        "data.limit=1|the 1 training pictures are of 1 class"
      })
  void whatDoesNotFitIsToldInOneLineAndLeavesNoRun(String set, String message) throws IOException {
    Path job = job("run", "");
    String[] sets =
        set.startsWith("model.type") ? new String[] {set, "model.layers=null"} : new String[] {set};
    Object[] words = {"train", job};
    for (String one : sets) {
      words = Arrays.copyOf(words, words.length + 2);
      words[words.length - 2] = "--set";
      words[words.length - 1] = one;
    }
    if (set.equals("data.format=csv")) {
      words = Arrays.copyOf(words, words.length + 2);
      words[words.length - 2] = "--set";
      words[words.length - 1] = "model.input=3x12x12";
    }

    Ended ended = run(words);

    assertThat(ended.err()).contains(message).hasLineCount(1);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(folder.resolve("run")).doesNotExist();
  }
}

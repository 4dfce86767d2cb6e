package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.RealData;
import dev.bellows.TestSpark;
import dev.bellows.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of classes from the job file to the confusion matrix, in this process. */
class ClassifierCommandsTest {
  private static final Path CONF = Path.of("conf");

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  /** Three kinds of plants, each round a point of its own. */
  private Path plants(int rows) throws IOException {
    Random random = new Random(3);
    List<String> lines = new ArrayList<>(List.of("length,width,kind"));
    String[] kinds = {"rose", "elm, red", "oak"};
    double[][] centres = {{1, 5}, {5, 1}, {5, 5}};
    for (int r = 0; r < rows; r++) {
      int kind = r % kinds.length;
      lines.add(
          "%s,%s,\"%s\""
              .formatted(
                  centres[kind][0] + random.nextGaussian(),
                  centres[kind][1] + random.nextGaussian(),
                  kinds[kind]));
    }
    return Files.write(folder.resolve("plants.csv"), lines);
  }

  private Path job(Path data, String more) throws IOException {
    String text =
        """
        data { path = "%s", standardize = true }
        optimizer { name = adam, learning-rate = 0.05 }
        batch-size = 20
        epochs = 10
        output { dir = "%s" }
        %s
        """;
    return Files.writeString(
        folder.resolve("job.conf"), text.formatted(data, folder.resolve("run"), more));
  }

  private static double figure(Ended ended, String name) {
    return ended
        .out()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).trim()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(ended.out() + ended.err()));
  }

  @ParameterizedTest
  @CsvSource({"softmax,''", "perceptron,', hidden = [8, 8], activation = tanh, dropout = 0.1'"})
  void classesAreLearntEvaluatedAndPredicted(String type, String settings) throws IOException {
    Path data = plants(300);
    Path run = folder.resolve("run");

    Ended trained = run("train", job(data, "model { type = %s%s }".formatted(type, settings)));

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("300 rows of 2 features and 3 classes in 2 partitions");
    assertThat(trained.out()).containsPattern("loss: 0\\.\\d{4}, accuracy: 0\\.9\\d{3}, ");
    TrainedModel model = TrainedModel.read(run.resolve("model.safetensors"));
    assertThat(model.labels()).containsExactly("elm, red", "oak", "rose");
    assertThat(model.predictLabel(new double[] {1, 5})).isEqualTo("rose");

    Ended evaluated = run("evaluate", run, data);
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("rows      300").containsPattern("elm, red +100 +0\\.");
    assertThat(figure(evaluated, "accuracy")).isGreaterThan(0.9);
    assertThat(figure(evaluated, "macro-f1")).isGreaterThan(0.9);
    assertThat(figure(evaluated, "log-loss")).isLessThan(0.35);
    assertThat(ImageIO.read(run.resolve("confusion.png").toFile()).getWidth()).isGreaterThan(300);

    Path predicted = folder.resolve("out.csv");
    assertThat(run("predict", run, data, predicted).code()).isZero();
    List<String> lines = Files.readAllLines(predicted);
    assertThat(lines)
        .hasSize(301)
        .startsWith("prediction,\"probability_elm, red\",probability_oak,probability_rose");
    String[] first = lines.get(1).split(",");
    assertThat(first[0]).isEqualTo("rose");
    assertThat(Arrays.stream(first).skip(1).mapToDouble(Double::parseDouble).sum())
        .isEqualTo(1, within(1e-12));

    Path table = folder.resolve("out.parquet");
    assertThat(run("predict", run, data, table).code()).isZero();
    Row row = TestSpark.session().read().parquet(table.toString()).first();
    assertThat(row.getString(0)).isEqualTo("rose");
    assertThat(row.getDouble(3)).isEqualTo(Double.parseDouble(first[3]));
  }

  @Test
  void twoClassesHaveAnAucAndThePictureGoesWhereItIsWanted() throws IOException {
    StringBuilder rows = new StringBuilder();
    Random random = new Random(5);
    for (int r = 0; r < 200; r++) {
      int feature = 1 + random.nextInt(20);
      boolean right = random.nextInt(5) > 0;
      rows.append(feature <= 10 == right ? "+1 " : "-1 ").append(feature).append(":1\n");
    }
    Path data = Files.writeString(folder.resolve("rows.svm"), rows);
    Path run = folder.resolve("run");
    Path job =
        job(
            data,
            """
            data { format = libsvm, standardize = false, columns = 1000, class-weights = balanced }
            model { type = logistic, intercept = false }
            """);

    Ended trained = run("train", job);

    assertThat(trained.code()).as(trained.err()).isZero();
    TrainedModel model = TrainedModel.read(run.resolve("model.safetensors"));
    assertThat(model.labels()).containsExactly("-1", "1");
    assertThat(model.parameters()).hasSize(1000);
    Path picture = folder.resolve("mine.PNG");
    Ended evaluated = run("evaluate", run, data, "--picture", picture);
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(figure(evaluated, "auc")).isBetween(0.7, 1.0);
    assertThat(picture).exists();
    assertThat(run.resolve("confusion.png")).doesNotExist();
    Path again = folder.resolve("again");
    assertThat(run("train", run.resolve("job.conf"), "--set", "output.dir=" + again).code())
        .isZero();
    assertThat(again.resolve("model.safetensors"))
        .hasSameBinaryContentAs(run.resolve("model.safetensors"));
  }

  @Test
  void aRegressionIsEvaluatedInTheUnitOfItsLabel() throws IOException {
    Path data = Ended.rows(folder);
    Path run = folder.resolve("run");
    run("train", job(data, "model { loss = huber, huber-delta = 0.5 }"));

    Ended evaluated = run("evaluate", run, data);

    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    TrainedModel model = TrainedModel.read(run.resolve("model.safetensors"));
    double squares = 0;
    double sizes = 0;
    for (int r = 0; r < 60; r++) {
      double[] row = {30 + r % 7, r % 11 * 0.5};
      double error = model.predict(row) - (3 * row[0] - 2 * row[1] + 1);
      squares += error * error;
      sizes += Math.abs(error);
    }
    assertThat(figure(evaluated, "rmse")).isEqualTo(Math.sqrt(squares / 60), within(1e-4));
    assertThat(figure(evaluated, "mae")).isEqualTo(sizes / 60, within(1e-4));
    assertThat(figure(evaluated, "r2")).isBetween(0.5, 1.0);
    assertMistake(
        run("evaluate", run, data, "--picture", "a.png"), "the model predicts numbers and has no");
  }

  @Test
  void aPerceptronAlsoPredictsNumbers() throws IOException {
    Path data = Ended.rows(folder);
    Path run = folder.resolve("run");

    Ended trained =
        run(
            "train",
            job(data, "model { type = perceptron, loss = squared, hidden = 16 }"),
            "--set",
            "epochs=60");

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(figure(run("evaluate", run, data), "r2")).isGreaterThan(0.95);
  }

  @Test
  void rowsHeldOutMayBeFilesOfTheirOwn() throws IOException {
    Path data = plants(120);
    Path held = Files.copy(data, folder.resolve("held.csv"));

    Ended trained =
        run(
            "train",
            job(data, "model.type = softmax, stop.patience = 3"),
            "--set",
            "data.validation-path=" + held);

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("validation loss: 0.", "validation accuracy: 0.");
    assertThat(folder.resolve("run/summary.json"))
        .content()
        .contains("\"validation-rows\" : 120", "\"model\" : \"softmax\"");
  }

  @Test
  void evaluateRefusesWhatItCannotUse() throws IOException {
    Path data = plants(60);
    run("train", job(data, "model.type = softmax"));
    Path run = folder.resolve("run");

    assertMistake(run("evaluate", folder, data), "there is no such model");
    assertMistake(run("evaluate", run, folder.resolve("no.csv")), "there is no such file");
    assertMistake(run("evaluate", run, data, "--picture", "a.jpg"), "name a .png file");
    assertMistake(
        run("evaluate", run, data, "--picture", folder.resolve("no/a.png")), "there is no folder");
    assertMistake(
        run("evaluate", run, data, "--set", "data.lable=kind"), "did you mean 'data.label'?");
    Path other = Files.writeString(folder.resolve("other.csv"), "length,width,kind\n1,2,raso\n");
    assertMistake(
        run("evaluate", run, other),
        "other.csv: row 2, column 3 (kind) is 'raso', which is none of the 3 classes (did you mean"
            + " 'rose'?): elm, red, oak, rose");
    Path images = folder.resolve("images");
    assertMistake(
        run("evaluate", run, images, "--set", "data.format=idx"), "--set data.labels=FILE");
  }

  private static void assertMistake(Ended ended, String message) {
    assertThat(ended.code()).as(ended.err()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err()).contains(message);
    assertThat(ended.err().trim().lines()).as("one line: %s", ended.err()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.type=logistic|data.label: there are 3 classes, elm, red, oak, rose; model.type ="
            + " logistic takes two, softmax takes any number",
        "model.type=linear|row 2, column 3 (kind) is 'rose', not a number",
        "data.class-weights={rase = 2}|no row has the label 'rase' (did you mean 'rose'?)",
        "data.label=length|in every row"
      })
  void rowsThatDoNotFitTheModelAreRefused(String set, String message) throws IOException {
    Path data = plants(60);
    if (message.equals("in every row")) {
      Files.writeString(data, "length,width,kind\n1,2,3\n1,3,4\n");
    }

    Ended ended =
        run("train", job(data, "model.type = softmax, data.standardize = false"), "--set", set);

    assertMistake(ended, message);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void theShippedClicksAreTold() throws IOException {
    Path run = folder.resolve("run");
    Path data = Path.of("data/clicks.libsvm").toAbsolutePath();

    Ended trained =
        run(
            "train",
            CONF.resolve("clicks.conf"),
            "--set",
            "output.dir=" + run,
            "--set",
            "data.path=" + data);

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(figure(run("evaluate", run, data), "auc")).isGreaterThan(0.8);
  }

  @ParameterizedTest
  @CsvSource({"mnist.conf,0.96", "mnist-softmax.conf,0.92"})
  void digitsAreTold(String job, double least) throws IOException {
    Path images = RealData.file("mnist/t10k-images-idx3-ubyte.gz");
    Path labels = RealData.file("mnist/t10k-labels-idx1-ubyte.gz");
    Path mnist = images.toAbsolutePath().getParent();
    Path run = folder.resolve("run");
    String text = Files.readString(CONF.resolve("mnist.conf"));
    text += job.equals("mnist.conf") ? "" : Files.readString(CONF.resolve(job));
    Path file =
        Files.writeString(
            folder.resolve("job.conf"),
            text.replace("${BELLOWS_DATA}\"/mnist", "\"" + mnist)
                .replace("include \"mnist.conf\"", ""));

    Ended trained = run("train", file, "--set", "output.dir=" + run);

    assertThat(trained.code()).as(trained.err()).isZero();
    Ended evaluated = run("evaluate", run, images, "--set", "data.labels=" + labels);
    assertThat(evaluated.err()).contains("is the confusion matrix");
    assertThat(figure(evaluated, "accuracy")).isGreaterThan(least);
  }
}

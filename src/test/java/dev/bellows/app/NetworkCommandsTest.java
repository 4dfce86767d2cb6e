package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.RealData;
import dev.bellows.TestSpark;
import dev.bellows.linalg.Tensor;
import dev.bellows.linalg.weights.WeightsFile;
import dev.bellows.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks from the job file to predictions, in this process. */
class NetworkCommandsTest {
  private static final int PIXELS = 36;
  private static final String LAYERS =
      "model.layers=conv 4 3x3 padding 1, batch-norm, relu, max-pool 2, flatten, linear 2";

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  /** Pictures that are brighter below or above. */
  private Path pictures(int rows, int pixels) throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      StringBuilder line = new StringBuilder();
      for (int p = 0; p < pixels; p++) {
        boolean bright = p < pixels / 2 == (r % 2 == 0);
        line.append(random.nextGaussian() + (bright ? 1 : 0)).append(',');
      }
      lines.add(line + (r % 2 == 0 ? "above" : "below"));
    }
    return Files.write(folder.resolve("pictures.csv"), lines);
  }

  private Path job(Path data, String name) throws IOException {
    String text =
        """
        data { path = "%s" }
        model { type = network, input = 1x6x6 }
        optimizer { name = adam, learning-rate = 0.01 }
        batch-size = 20
        epochs = 3
        output { dir = "%s" }
        """;
    return Files.writeString(
        folder.resolve(name + ".conf"), text.formatted(data, folder.resolve(name)));
  }

  private Map<String, Tensor> tensors(String run) throws IOException {
    return WeightsFile.read(folder.resolve(run).resolve("model.safetensors")).tensors();
  }

  @Test
  void aNetworkIsTrainedSavedEvaluatedAndPredicts() throws IOException {
    Path data = pictures(120, PIXELS);
    Path run = folder.resolve("run");

    Ended trained = run("train", job(data, "run"), "--set", LAYERS);

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err())
        .contains("input", "conv 4 3x3 padding 1", "4x6x6", "122 parameters, and 8 running");
    TrainedModel model = TrainedModel.read(run.resolve("model.safetensors"));
    assertThat(model.labels()).containsExactly("above", "below");
    assertThat(tensors("run").keySet())
        .containsExactly(
            "0.weight",
            "0.bias",
            "1.weight",
            "1.bias",
            "1.running_mean",
            "1.running_var",
            "5.weight",
            "5.bias");

    Ended evaluated = run("evaluate", run, data);
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).containsPattern("accuracy +(0\\.9|1\\.0)");

    Path predicted = folder.resolve("out.csv");
    Ended ended = run("predict", run, data, predicted);
    assertThat(ended.code()).as(ended.err()).isZero();
    List<String> lines = Files.readAllLines(predicted);
    assertThat(lines).hasSize(121).startsWith("prediction,probability_above,probability_below");
    List<String> rows = Files.readAllLines(data);
    for (int r = 0; r < 5; r++) {
      String[] fields = rows.get(r).split(",");
      double[] row = new double[PIXELS];
      for (int p = 0; p < PIXELS; p++) {
        row[p] = Double.parseDouble(fields[p]);
      }
      String[] words = lines.get(r + 1).split(",");
      assertThat(model.predictLabel(row)).isEqualTo(words[0]);
      assertThat(model.probabilities(row)[1]).isEqualTo(Double.parseDouble(words[2]), within(1e-6));
    }
  }

  @Test
  void aTrainedNetworkIsWhereAnotherBegins() throws IOException {
    Path data = pictures(120, PIXELS);
    assertThat(run("train", job(data, "first"), "--set", LAYERS).code()).isZero();
    Path weights = folder.resolve("first/model.safetensors");

    Ended second =
        run(
            "train",
            job(data, "second"),
            "--set",
            LAYERS,
            "--set",
            "model.pretrained=" + weights,
            "--set",
            "model.replace-head=2",
            "--set",
            "optimizer.freeze=[\"0.*\", \"1.*\"]",
            "--set",
            "optimizer.groups=[{tensors=head, learning-rate-factor=10}]");

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err()).contains("6 of the network's 8 tensors begin with its weights");
    Map<String, Tensor> before = tensors("first");
    Map<String, Tensor> after = tensors("second");
    for (String name : List.of("0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean")) {
      assertThat(after.get(name).values()).as(name).isEqualTo(before.get(name).values());
    }
    assertThat(after.get("5.weight").values()).isNotEqualTo(before.get("5.weight").values());
  }

  @Test
  void weightsOfAnotherNetworkAreRefusedOrTakenInPart() throws IOException {
    Path data = pictures(60, PIXELS);
    assertThat(run("train", job(data, "first"), "--set", LAYERS).code()).isZero();
    String pretrained = "model.pretrained=" + folder.resolve("first/model.safetensors");
    String wider = LAYERS.replace("linear 2", "linear 5, relu, linear 2");

    Ended refused = run("train", job(data, "second"), "--set", wider, "--set", pretrained);
    Ended taken =
        run(
            "train",
            job(data, "second"),
            "--set",
            wider,
            "--set",
            pretrained,
            "--set",
            "model.strict=false");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            "model.pretrained: ",
            "missing in it: 7.weight, 7.bias; of another shape: 5.weight (2x36, in the network 5x36),"
                + " 5.bias (2, in the network 5); strict = false takes what fits")
        .hasLineCount(1);
    assertThat(taken.code()).as(taken.err()).isZero();
    assertThat(taken.err())
        .contains("6 of the network's 10 tensors begin with its weights; missing");
  }

  @Test
  void rowsThatTheNetworkDoesNotTakeAreRefused() throws IOException {
    Path data = pictures(40, 10);

    Ended columns = run("train", job(data, "run"), "--set", LAYERS);
    Ended classes =
        run("train", job(data, "run"), "--set", "model.input=10", "--set", "model.layers=linear 7");

    assertThat(columns.code()).isEqualTo(2);
    assertThat(columns.err())
        .contains("model.input = 1x6x6: that is 36 numbers a row; the rows have 10 features")
        .hasLineCount(1);
    assertThat(classes.code()).isEqualTo(2);
    assertThat(classes.err())
        .contains("model.layers: the network has 7 outputs; the rows have 2 classes")
        .hasLineCount(1);
  }

  @Test
  void resnet20OfThePapersWeightsIsFineTunedAsItIs() throws IOException {
    Path weights = RealData.file("weights/resnet20-12fca82f.th");
    Path data = pictures(8, 3 * 32 * 32);
    Object[] words = {
      "train",
      job(data, "tuned"),
      "--set",
      "model.type=resnet20",
      "--set",
      "model.input=3x32x32",
      "--set",
      "model.pretrained=" + weights,
      "--set",
      "batch-size=8",
      "--set",
      "epochs=1",
      "--set",
      "optimizer.freeze=layer1.*"
    };

    Ended withItsHead = run(words);
    Object[] more = Arrays.copyOf(words, words.length + 2);
    more[words.length] = "--set";
    more[words.length + 1] = "model.replace-head=2";
    Ended tuned = run(more);

    assertThat(withItsHead.code()).isEqualTo(2);
    assertThat(withItsHead.err())
        .contains(
            "of another shape: linear.weight (10x64, in the network 2x64)",
            "replace-head = N begins the head anew")
        .hasLineCount(1);
    assertThat(tuned.code()).as(tuned.err()).isZero();
    Map<String, Tensor> after = tensors("tuned");
    Map<String, Tensor> before = WeightsFile.read(weights).tensors();
    String frozen = "layer1.0.conv1.weight";
    assertThat(after.get(frozen).values()).isEqualTo(before.get(frozen).values());
    assertThat(after.get("linear.weight").shape()).containsExactly(2, 64);
    String free = "layer3.0.conv1.weight";
    double[] moved = after.get(free).values();
    assertThat(moved).isNotEqualTo(before.get(free).values());
    for (int i = 0; i < moved.length; i++) { // one step of Adam is as long as the rate
      assertThat(moved[i]).isEqualTo(before.get(free).values()[i], within(0.0101));
    }
  }
}

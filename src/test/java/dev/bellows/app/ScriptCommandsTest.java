package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.InputException;
import dev.bellows.TestSpark;
import dev.bellows.deep.Network;
import dev.bellows.linalg.Tensor;
import dev.bellows.linalg.weights.WeightsFile;
import java.io.IOException;
import java.io.InputStream;
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

/** Modules of TorchScript from the job file to predictions, in this process. */
class ScriptCommandsTest {
  private static final int PIXELS = 36;

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private Path resource(String name) throws IOException {
    try (InputStream in = Network.class.getResourceAsStream(name)) {
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  private Path rows(int classes) throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < 90; r++) {
      StringBuilder line = new StringBuilder();
      for (int p = 0; p < PIXELS; p++) {
        line.append(random.nextGaussian() + (p % classes == r % classes ? 1 : 0)).append(',');
      }
      lines.add(line + "class" + r % classes);
    }
    return Files.write(folder.resolve("rows.csv"), lines);
  }

  private Path job(String module) throws IOException {
    String text =
        """
        data { path = "%s", partitions = 2 }
        model { type = torchscript, path = "%s", input = 1x6x6 }
        optimizer { name = adam, learning-rate = 0.01 }
        batch-size = 30
        epochs = 3
        """;
    return Files.writeString(
        folder.resolve("job.conf"), text.formatted(rows(3), folder.resolve(module)));
  }

  private Path trained(Path job, String name, String... sets) {
    Path run = folder.resolve(name);
    Ended ended = run(words(job, run, sets));
    assertThat(ended.code()).as(ended.err()).isZero();
    return run;
  }

  private static Object[] words(Path job, Path run, String... sets) {
    List<Object> words = new ArrayList<>(List.of("train", job, "--set", "output.dir=" + run));
    for (String set : sets) {
      words.addAll(List.of("--set", set));
    }
    return words.toArray();
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  @Test
  void aModuleIsTrainedEvaluatedAndPredictsWithoutItsFile() throws IOException {
    Path module = resource("script.pt");
    Path job = job("script.pt");
    Ended training = run(words(job, folder.resolve("run")));
    assertThat(training.code()).as(training.err()).isZero();
    assertThat(training.err())
        .contains("blocks.0.bn.running_mean", "1x6x6 in, 3 out", "begins with its own weights");
    Files.delete(module);

    Ended evaluated = run("evaluate", folder.resolve("run"), folder.resolve("rows.csv"));
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("accuracy");
    Path predicted = folder.resolve("predicted.csv");
    Ended predictions =
        run("predict", folder.resolve("run"), folder.resolve("rows.csv"), predicted);
    assertThat(predictions.code()).as(predictions.err()).isZero();
    assertThat(Files.readAllLines(predicted)).hasSize(91);
  }

  @Test
  void aModuleSeesPictures() throws IOException {
    Path data = folder.resolve("pictures");
    Path job = new Pictures(data).fill(12).job(folder.resolve("seen.conf"), "epochs = 8");
    String module = resource("pictures.pt").toString();
    String text = Files.readString(job);
    Files.writeString(
        job,
        text.replaceFirst(
            "model \\{.*", "model { type = torchscript, path = \"" + module + "\" }"));
    Ended trained = run("train", job);
    assertThat(trained.code()).as(trained.err()).isZero();

    Ended evaluated = run("evaluate", folder.resolve("seen"), data);
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("pictures  24").containsPattern("accuracy +1\\.0000");
  }

  @Test
  void everyExchangeEndsInTheSameBitsAndFrozenTensorsKeepTheirs() throws IOException {
    Path module = resource("script.pt");
    Path job = job("script.pt");
    String[] frozen = {"optimizer.freeze=[\"stem.*\"]", "optimizer.unfreeze-after=2"};
    Path local = trained(job, "local", frozen[0], frozen[1], "engine=local");
    Path jobs = trained(job, "jobs", frozen[0], frozen[1], "exchange=job");
    Path stage = trained(job, "stage", frozen[0], frozen[1], "exchange=stage");
    assertThat(model(jobs)).isEqualTo(model(local));
    assertThat(model(stage)).isEqualTo(model(local));
    Path still = trained(job, "still", frozen[0], "epochs=1");
    Map<String, Tensor> after = WeightsFile.read(still.resolve("model.safetensors")).tensors();
    Map<String, Tensor> end = WeightsFile.read(local.resolve("model.safetensors")).tensors();
    double[] bias = after.get("stem.bias").values();
    assertThat(end.get("stem.bias").values()).isNotEqualTo(bias);
    assertThat(Files.exists(module)).isTrue();
    assertThat(after.keySet()).contains("scale", "tied.weight", "blocks.1.bn.running_var");
  }

  @Test
  void whatIsDrawnDependsOnTheSeedAlone() throws IOException {
    resource("dropout.pt");
    Path job = job("dropout.pt");
    Path first = trained(job, "first", "exchange=stage");
    Path again = trained(job, "again", "exchange=job");
    Path other = trained(job, "other", "seed=2");
    assertThat(model(again)).isEqualTo(model(first));
    assertThat(model(other)).isNotEqualTo(model(first));
  }

  private void refused(Path job, String message, String... sets) {
    Ended ended = run(words(job, folder.resolve("refused"), sets));
    assertThat(ended.code()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err()).contains(message).hasLineCount(1);
  }

  @Test
  void whatIsNoModuleIsToldInOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(resource("script.pt"));
    Path job = job("file.pt");
    Path file = folder.resolve("file.pt");
    refused(job, "model.path: " + file + ": there is no such file");
    Files.writeString(file, "a text of some words");
    refused(job, "file.pt is no TorchScript module: torch.jit.save writes a zip file");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    refused(job, "file.pt is not a whole PyTorch file: it ends too early or is damaged");
    try (InputStream in = WeightsFile.class.getResourceAsStream("golden-zip-1.13.pth")) {
      Files.write(file, in.readAllBytes());
    }
    refused(job, "file.pt holds tensors and no program: a state dictionary, perhaps");
    Files.write(file, whole);
    refused(job, "model.path is missing: a module that", "model.path=null");
    refused(job, "model.input is missing: the shape of a row", "model.input=null");
    refused(job, "torchscript has no such setting", "model.replace-head=2");
    refused(job, "file.pt fails on rows of 6x6x6: ", "model.input=6x6x6");
    refused(job, "the module has 3 outputs; the rows have 2 classes", "data.path=" + rows(2));
  }

  @Test
  void aProgramThatWritesAFileIsNotRun() throws IOException {
    resource("saves.pt");
    refused(
        job("saves.pt"),
        "saves.pt: its program (code/__torch__.py) calls save, which reaches files; it was not run",
        "model.input=4");
    assertThat(Path.of("written")).doesNotExist();
  }

  @Test
  void aFileWithOtherBytesIsReadOrRefusedAndNothingCrashes() throws IOException {
    byte[] whole = Files.readAllBytes(resource("dropout.pt"));
    Path job = job("damaged.pt");
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      Files.write(folder.resolve("damaged.pt"), damaged);
      try {
        JobFile.read(job, List.of()).model().outline();
      } catch (InputException e) {
        assertThat(e).hasMessageContaining("damaged.pt").message().doesNotContain("\n");
      }
    }
  }
}

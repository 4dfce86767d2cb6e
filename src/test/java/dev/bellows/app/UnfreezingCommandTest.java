package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import dev.bellows.linalg.Tensor;
import dev.bellows.linalg.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that are frozen for the first epochs of a job. */
class UnfreezingCommandTest {
  private static final int PIXELS = 36;
  private static final List<String> FROZEN =
      List.of("0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var");

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private Path job() throws IOException {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < 60; r++) {
      StringBuilder line = new StringBuilder();
      for (int p = 0; p < PIXELS; p++) {
        line.append(random.nextGaussian() + (p < PIXELS / 2 == (r % 2 == 0) ? 1 : 0)).append(',');
      }
      lines.add(line + (r % 2 == 0 ? "above" : "below"));
    }
    Path data = Files.write(folder.resolve("pictures.csv"), lines);
    String text =
        """
        data { path = "%s", partitions = 2 }
        model {
          type = network, input = 1x6x6
          layers = "conv 4 3x3 padding 1, batch-norm, relu, max-pool 2, flatten, linear 2"
        }
        optimizer { name = adam, learning-rate = 0.01, freeze = ["0.*", "1.*"], unfreeze-after = 2 }
        checkpoint { every = 1 epoch, keep = 20 }
        batch-size = 20
        epochs = 4
        """;
    return Files.writeString(folder.resolve("job.conf"), text.formatted(data));
  }

  private Path trained(Path job, String name, String... sets) {
    Path run = folder.resolve(name);
    List<Object> words = new ArrayList<>(List.of("train", job, "--set", "output.dir=" + run));
    for (String set : sets) {
      words.addAll(List.of("--set", set));
    }
    Ended ended = run(words.toArray());
    assertThat(ended.code()).as(ended.err()).isZero();
    return run;
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  private static Map<String, Tensor> tensors(Path run) throws IOException {
    return WeightsFile.read(run.resolve("model.safetensors")).tensors();
  }

  @Test
  void everyExchangeEndsInTheSameBits() throws IOException {
    Path job = job();
    Path local = trained(job, "local", "engine=local");
    assertThat(model(trained(job, "jobs", "exchange=job"))).isEqualTo(model(local));
    assertThat(model(trained(job, "stage", "exchange=stage"))).isEqualTo(model(local));
  }

  @Test
  void frozenTensorsKeepTheirBitsUntilTheirEpochAndThenTrain() throws IOException {
    Path job = job();
    Map<String, Tensor> still =
        tensors(trained(job, "still", "optimizer.unfreeze-after=null", "epochs=2"));
    Map<String, Tensor> later = tensors(trained(job, "later"));
    Path start = trained(job, "start", "optimizer.unfreeze-after=null", "epochs=1");
    Map<String, Tensor> first = tensors(start);
    for (String name : FROZEN) {
      assertThat(still.get(name).values()).as(name).isEqualTo(first.get(name).values());
      assertThat(later.get(name).values()).as(name).isNotEqualTo(first.get(name).values());
    }
    assertThat(still.get("5.weight").values()).isNotEqualTo(first.get("5.weight").values());
  }

  /** Epochs 1 and 2 end with frozen tensors, epoch 3 with moments of them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aRunGoesOnFromEveryEpochInTheSameBits(int epoch) throws IOException {
    Path run = trained(job(), "run");
    byte[] whole = model(run);
    int kept = 0;
    try (Stream<Path> all = Files.walk(run.resolve("checkpoints"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String digits = file.getFileName().toString().replaceAll("\\D", "");
        if (digits.isEmpty() || Long.parseLong(digits) <= 3L * epoch) {
          kept++;
        } else {
          Files.delete(file);
        }
      }
    }
    assertThat(kept).isPositive();

    Ended ended = run("train", "--resume", run);

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("going on from step " + 3 * epoch);
    assertThat(model(run)).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optimizer.freeze=null|optimizer.unfreeze-after = 2: nothing is frozen; freeze says which",
        "optimizer.freeze=layer1.*|optimizer.freeze = layer1.* matches no tensor",
        "optimizer.unfreeze-after=-1|optimizer.unfreeze-after = -1 is not allowed; it takes",
        "optimizer.unfreeze-after=0.5|optimizer.unfreeze-after = 0.5 is not allowed; it takes",
        "optimizer.unfreeze-after=4|optimizer.unfreeze-after = 4: the training has epochs = 4, and"
            + " nothing would unfreeze; it takes 1 to 3",
        "optimizer.freeze=*|optimizer.freeze: every tensor is frozen; leave one to train",
        "engine=rounds|optimizer.unfreeze-after = 2: replicas of engine = rounds begin their moments",
        "optimizer.unfreze-after=1|did you mean 'optimizer.unfreeze-after'?"
      })
  void mistakesAreToldInOneLine(String set, String message) throws IOException {
    Ended ended = run("train", job(), "--set", set);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains(message).hasLineCount(1);
  }
}

package dev.bellows.train.checkpoint;

import static dev.bellows.train.checkpoint.Examples.assertSame;
import static dev.bellows.train.checkpoint.Examples.bits;
import static dev.bellows.train.checkpoint.Examples.checkpoint;
import static dev.bellows.train.checkpoint.Examples.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.InputException;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir private Path temporary;

  private Path folder() {
    return temporary.resolve("runs/a b%20ü");
  }

  private CheckpointStore store(int keep) {
    return new CheckpointStore(folder().toString(), new Configuration(false), keep);
  }

  private static Checkpoint newest(CheckpointStore store) {
    List<String> refused = new ArrayList<>();
    Checkpoint found = store.newest(refused::add).orElseThrow();
    assertThat(refused).isEmpty();
    return found;
  }

  @Test
  void everyBitComesBack() {
    double[] strange = {
      Double.NaN,
      Double.longBitsToDouble(0x7ff4_0000_dead_beefL), // a signalling NaN with a payload
      Double.longBitsToDouble(0xfff8_1234_5678_9abcL),
      -0.0,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.MIN_VALUE,
      0x1.fffffffffffffp-1023
    };
    Checkpoint saved =
        new Checkpoint(
            7,
            new ObjectMapper().createObjectNode().put("epoch", 3).put("losses", "1e-3"),
            List.of(
                new Tensor("z", List.of(2, 2, 2), strange),
                new Tensor("a", List.of(), new double[] {1.5}),
                new Tensor("none", List.of(0), new double[0]),
                Tensor.vector("m/ü", new double[20_000])));
    store(1).write(saved);

    assertSame(newest(store(1)), saved);
    assertThat(bits(newest(store(1)).tensors().get(0))).isEqualTo(bits(saved.tensors().get(0)));
  }

  @Test
  void aFolderWithoutCheckpointsHasNoNewest() throws IOException {
    assertThat(store(1).newest(line -> {})).isEmpty();
    Files.createDirectories(folder().resolve("step-000000000005.json")); // a folder of that name
    assertThat(store(1).newest(line -> {})).isEmpty();
  }

  @Test
  void aCheckpointIsTwoFilesThatPythonReads() throws IOException {
    store(1).write(checkpoint(120));

    assertThat(files(folder()))
        .containsExactly("step-000000000120.json", "step-000000000120.safetensors");
    Safetensors.Content content =
        Safetensors.read(folder().resolve("step-000000000120.safetensors"));
    assertThat(content.tensors().get("weight").shape()).containsExactly(5, 8);
    JsonNode json =
        new ObjectMapper().readTree(folder().resolve("step-000000000120.json").toFile());
    assertThat(json.get("format").asInt()).isEqualTo(1);
    assertThat(json.get("step").asLong()).isEqualTo(120);
    assertThat(json.get("facts").get("name").asText()).isEqualTo("größer \" }");
    assertThat(json.get("sha256").asText()).hasSize(64);
  }

  @Test
  void onlyTheNewestFewStay() {
    CheckpointStore store = store(2);
    for (int step = 10; step <= 50; step += 10) {
      store.write(checkpoint(step));
    }

    assertThat(files(folder()))
        .containsExactly(
            "step-000000000040.json",
            "step-000000000040.safetensors",
            "step-000000000050.json",
            "step-000000000050.safetensors");
    assertSame(newest(store), checkpoint(50));
  }

  @Test
  void theNewestIsThatOfTheHighestStep() throws IOException {
    CheckpointStore store = store(9);
    long[] steps = {1_000_000_000_000L, 999_999_999_999L, 5};
    for (long step : steps) {
      store.write(checkpoint(step));
      Files.setLastModifiedTime(
          folder().resolve("step-%012d.json".formatted(step)), FileTime.fromMillis(-step));
    }

    assertSame(newest(store), checkpoint(1_000_000_000_000L));
  }

  @Test
  void aStepThatIsWrittenAgainTakesThePlaceOfTheOld() {
    CheckpointStore store = store(1);
    store.write(checkpoint(10, 1));
    store.write(checkpoint(10, 2));
    assertSame(newest(store), checkpoint(10, 2));
    assertThat(files(folder()))
        .containsExactly("step-000000000010-2.json", "step-000000000010-2.safetensors");

    store.write(checkpoint(10, 3));
    assertSame(newest(store), checkpoint(10, 3));
    store.write(checkpoint(20, 3));
    assertThat(files(folder()))
        .containsExactly("step-000000000020.json", "step-000000000020.safetensors");
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndNothingElse() throws IOException {
    CheckpointStore store = store(2);
    store.write(checkpoint(10));
    List<String> others =
        List.of(
            "model.safetensors",
            "step-1.json",
            "step-00000000000020.json",
            "step-000000000020.json.old",
            "xstep-000000000020.json.part",
            "step-000000000020-0.safetensors",
            "step-000000000020-1.safetensors",
            "step-000000000020-02.safetensors",
            "notes.part");
    List<String> leftOvers =
        List.of(
            "step-000000000020.safetensors.part",
            "step-000000000030.json.part",
            "step-000000000020.safetensors",
            "step-000000000030-4.safetensors");
    for (String name : others) {
      Files.writeString(folder().resolve(name), "x");
    }
    for (String name : leftOvers) {
      Files.writeString(folder().resolve(name), "x");
    }
    List<String> told = new ArrayList<>();
    assertSame(store.newest(told::add).orElseThrow(), checkpoint(10));
    assertThat(told)
        .containsExactly(
            folder().resolve("step-000000000030-4.json") + ": missing",
            folder().resolve("step-000000000020.json") + ": missing");

    store.write(checkpoint(20));

    assertThat(files(folder()))
        .containsAll(others)
        .doesNotContain(leftOvers.get(0), leftOvers.get(1), leftOvers.get(3))
        .hasSize(others.size() + 4);
    assertSame(newest(store), checkpoint(20));
  }

  @Test
  void anythingThatHadoopKnowsIsAFolder() {
    CheckpointStore store =
        new CheckpointStore(FlakyFileSystem.path(folder()), FlakyFileSystem.settings(), 1);
    store.write(checkpoint(1));
    store.write(checkpoint(1, 5));

    assertSame(newest(store), checkpoint(1, 5));
    assertSame(newest(store(1)), checkpoint(1, 5));
    assertSame(
        newest(new CheckpointStore("file:" + folder(), new Configuration(false), 1)),
        checkpoint(1, 5));
    Configuration cluster = FlakyFileSystem.settings();
    cluster.set("fs.defaultFS", "flaky:///elsewhere");
    cluster.setLong(FlakyFileSystem.CHANGES, 0);
    CheckpointStore plain = new CheckpointStore(folder().toString(), cluster, 1);
    plain.write(checkpoint(2)); // a path without a scheme is on this machine
    assertSame(newest(store(1)), checkpoint(2));
  }

  @Test
  void aFolderThatCannotBeUsedIsToldBeforeTraining() throws IOException {
    store(1).requireWritable();
    assertThat(files(temporary)).as("nothing is left behind").isEmpty();
    Files.createDirectories(folder());
    store(1).requireWritable();
    assertThat(files(folder())).isEmpty();

    Path file = Files.writeString(temporary.resolve("file"), "x");
    assertRefused(file.toString(), new Configuration(false), "checkpoints cannot be written to");
    assertRefused(file + "/deep/below", new Configuration(false), "checkpoints cannot be written");
    assertThat(files(temporary)).containsExactly("file", "runs");

    Configuration full = FlakyFileSystem.settings();
    full.setLong(FlakyFileSystem.BYTES, 0);
    String flaky = FlakyFileSystem.path(temporary.resolve("new/folder"));
    assertRefused(flaky, full, "written to " + flaky + ": No space left on device");
    Configuration closed = FlakyFileSystem.settings();
    closed.setLong(FlakyFileSystem.CHANGES, 0);
    assertRefused(flaky, closed, "written to " + flaky + ": killed");
    assertThat(files(temporary)).containsExactly("file", "runs");

    assertRefused("nosuch:/x", new Configuration(false), "No FileSystem for scheme");
    assertRefused("", new Configuration(false), "is not a folder for checkpoints");
    assertRefused("file:relative", new Configuration(false), "is not a folder for checkpoints");
  }

  private static void assertRefused(String folder, Configuration settings, String why) {
    assertThatThrownBy(() -> new CheckpointStore(folder, settings, 1).requireWritable())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(why)
        .hasMessageContaining(folder)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}

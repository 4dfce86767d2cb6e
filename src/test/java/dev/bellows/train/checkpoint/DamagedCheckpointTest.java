package dev.bellows.train.checkpoint;

import static dev.bellows.train.checkpoint.Examples.assertSame;
import static dev.bellows.train.checkpoint.Examples.checkpoint;
import static dev.bellows.train.checkpoint.Examples.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to the newest checkpoint's files: the one before it is used. */
class DamagedCheckpointTest {
  private static final String JSON = "step-000000000020.json";
  private static final String TENSORS = "step-000000000020.safetensors";

  @TempDir private Path folder;
  private CheckpointStore store;

  @BeforeEach
  void writeTwo() {
    store = new CheckpointStore(folder.toString(), new Configuration(false), 2);
    store.write(checkpoint(10));
    store.write(checkpoint(20));
  }

  private void assertRefused(String file, String why) {
    List<String> lines = new ArrayList<>();
    assertSame(store.newest(lines::add).orElseThrow(), checkpoint(10));
    assertThat(lines).singleElement().asString().startsWith(folder + "/" + file + ": ");
    assertThat(lines.get(0)).contains(why).doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {JSON, TENSORS})
  void aTornFileIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(name));
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      int length = i < 2 ? whole.length * i - i : random.nextInt(whole.length); // 0, all but one
      Files.write(folder.resolve(name), Arrays.copyOf(whole, length));
      assertRefused(name, "torn or damaged");
    }
    Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length + 1));
    assertRefused(name, "torn or damaged");
  }

  @ParameterizedTest
  @ValueSource(strings = {JSON, TENSORS})
  void aFileWithOneOtherBitIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(name));
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(folder.resolve(name), damaged);
      assertRefused(name, "damaged");
    }
  }

  @Test
  void noBitOfTheManifestMayDiffer() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(JSON));
    assertThat(Manifest.parse(whole).toBytes()).isEqualTo(whole);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> Manifest.parse(damaged)).isInstanceOf(InputException.class);
    }
  }

  @Test
  void aMissingTensorFileIsTold() throws IOException {
    Files.delete(folder.resolve(TENSORS));
    assertRefused(TENSORS, "missing");
  }

  @Test
  void tensorsOfAnotherCheckpointAreRefused() throws IOException {
    Files.copy(
        folder.resolve("step-000000000010.safetensors"),
        folder.resolve(TENSORS),
        StandardCopyOption.REPLACE_EXISTING);
    assertRefused(TENSORS, "its SHA-256 is not that in " + JSON);
  }

  @Test
  void aRenamedCheckpointIsRefused() throws IOException {
    Files.write(folder.resolve(JSON), Files.readAllBytes(folder.resolve("step-000000000010.json")));
    assertRefused(JSON, "the checkpoint of another step, 10");
  }

  @Test
  void foreignJsonIsRefused() throws IOException {
    Files.writeString(folder.resolve(JSON), "{\"step\": 20, \"facts\": {}}\n");
    assertRefused(JSON, "its last field is not the SHA-256 of the rest");
    Files.write(folder.resolve(JSON), sealed("{\"a\":1"));
    assertRefused(JSON, "not a checkpoint");
    Files.write(folder.resolve(JSON), sealed("[1"));
    assertRefused(JSON, "not JSON");
    Files.write(folder.resolve(JSON), sealed("{\"format\":1,\"step\":20,\"facts\":[]"));
    assertRefused(JSON, "it lacks step, facts or tensors");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, -1})
  void anotherFormatIsRefusedByItsNumber(int format) throws IOException {
    Files.write(folder.resolve(JSON), sealed("{\"format\":" + format + ",\"new\":true"));
    assertRefused(JSON, "format " + format + "; this Bellows reads format 1");
  }

  /** With the field that every format ends with. */
  private static byte[] sealed(String json) {
    MessageDigest digest = Sha256.begin();
    digest.update(json.getBytes(StandardCharsets.UTF_8));
    return (json + ",\"sha256\":\"" + Sha256.hex(digest) + "\"}\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsRefusedTakesNoPlaceOfAWholeOne() throws IOException {
    new CheckpointStore(folder.toString(), new Configuration(false), 3).write(checkpoint(30));
    for (String name : List.of("step-000000000030.json", JSON)) {
      Files.writeString(folder.resolve(name), "torn");
    }
    store = new CheckpointStore(folder.toString(), new Configuration(false), 2);
    store.write(checkpoint(10, 1));
    List<String> lines = new ArrayList<>();
    assertSame(store.newest(lines::add).orElseThrow(), checkpoint(10, 1));
    assertThat(lines).hasSize(2);

    store.write(checkpoint(15));
    assertThat(files(folder)).contains("step-000000000010-2.json", "step-000000000015.json");
    store.write(checkpoint(20, 1)); // in place of the torn one
    assertSame(store.newest(line -> {}).orElseThrow(), checkpoint(20, 1));
    assertThat(files(folder)).contains("step-000000000015.json").doesNotContain(JSON);
    store.write(checkpoint(40));
    assertThat(files(folder)).contains("step-000000000020-2.json", "step-000000000040.json");
    store.write(checkpoint(50));
    assertThat(files(folder))
        .containsExactly(
            "step-000000000040.json",
            "step-000000000040.safetensors",
            "step-000000000050.json",
            "step-000000000050.safetensors");
  }

  @Test
  void whereNoneIsWholeThereIsNone() throws IOException {
    Files.writeString(folder.resolve(JSON), "torn");
    Files.writeString(folder.resolve("step-000000000010.json"), "torn");
    List<String> lines = new ArrayList<>();
    assertThat(store.newest(lines::add)).isEmpty();
    assertThat(lines).hasSize(2);
  }
}

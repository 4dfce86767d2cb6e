package dev.bellows.linalg.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules of TorchScript, read without PyTorch. */
class TorchScriptTest {
  @TempDir private Path folder;

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = TorchScriptTest.class.getResourceAsStream("/dev/bellows/deep/" + name)) {
      return in.readAllBytes();
    }
  }

  private TorchScript read(byte[] bytes) throws IOException {
    return TorchScript.read(Files.write(folder.resolve("module.pt"), bytes));
  }

  private void readOrRefused(byte[] bytes) throws IOException {
    try {
      read(bytes);
    } catch (InputException e) {
      assertThat(e).hasMessageContaining("module.pt").message().doesNotContain("\n");
    }
  }

  /** The module's program with another word in its code. */
  private byte[] with(String word, String other) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    byte[] program = read(bytes("dropout.pt")).program();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(program))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String text = new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1);
        String changed = entry.getName().endsWith(".py") ? text.replace(word, other) : text;
        entries.put(entry.getName(), changed.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return out.toByteArray();
  }

  @Test
  void tensorsAreFoundByTheirNamesAndTheProgramIsWithoutThem() throws IOException {
    TorchScript read = read(bytes("dropout.pt"));
    assertThat(read.tensors())
        .extracting(part -> part.tensor().name())
        .containsExactly(
            "1.weight",
            "1.bias",
            "2.weight",
            "2.bias",
            "2.running_mean",
            "2.running_var",
            "5.weight",
            "5.bias");
    assertThat(read.tensors()).filteredOn(part -> !part.trained()).hasSize(2);
    assertThat(read.draws()).isTrue();
    assertThat(read(bytes("script.pt")).draws()).isFalse();

    TorchScript again = TorchScript.read("again", read.program());
    assertThat(again.program()).isEqualTo(read.program());
    for (int i = 0; i < read.tensors().size(); i++) {
      assertThat(again.tensors().get(i).tensor().shape())
          .isEqualTo(read.tensors().get(i).tensor().shape());
      assertThat(again.tensors().get(i).tensor().values()).containsOnly(0);
    }
  }

  @Test
  void aFileTornAnywhereIsRefused() throws IOException {
    byte[] whole = bytes("dropout.pt");
    for (int length = 0; length < whole.length; length += 97) {
      byte[] torn = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(torn))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("module.pt");
    }
  }

  @Test
  void aFileWithOtherBytesIsReadOrRefused() throws IOException {
    byte[] whole = bytes("script.pt");
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      readOrRefused(damaged);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch.save(x, \"f\"); torch.relu(",
        "torch. save(x, \"f\"); torch.relu(",
        "torch. # a remark\n  save(x, \"f\"); torch.relu(",
        "torch.from_file(",
        "ops.aten.from_file(",
        "ops.c10d.send("
      })
  void programsThatReachFilesOrOtherOperationsAreRefused(String call) throws IOException {
    byte[] changed = with("torch.relu(", call);
    assertThatThrownBy(() -> read(changed))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("its program (code/")
        .hasMessageEndingWith("it was not run");
  }
}

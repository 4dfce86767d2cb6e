package dev.bellows.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  @TempDir private Path folder;

  @Test
  void aNamedFolderIsMadeWithItsParents() {
    RunDirectory made = RunDirectory.named(folder.resolve("a/b").toString());

    assertThat(made.path()).isDirectory();
    assertThat(made.file("x").getFileName().toString()).isEqualTo("x");
  }

  @Test
  void aFolderWithFilesIsNotWrittenOver() throws IOException {
    Path kept = Files.writeString(folder.resolve("model.safetensors"), "precious");

    assertThatThrownBy(() -> RunDirectory.named(folder.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds files already");
    assertThat(kept).hasContent("precious");
    assertThatThrownBy(() -> RunDirectory.requireFree(kept.toString()))
        .hasMessageContaining("is a file");
  }

  @Test
  void anotherFileSystemIsRefused() {
    assertThatThrownBy(() -> RunDirectory.requireFree("hdfs://host/runs/a"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("output.dir = hdfs://host/runs/a");
  }

  @Test
  void aFolderThatCannotBeMadeIsToldByName() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> RunDirectory.named(file.resolve("run").toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be made");
  }
}

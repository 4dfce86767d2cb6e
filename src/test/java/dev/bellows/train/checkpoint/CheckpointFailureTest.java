package dev.bellows.train.checkpoint;

import static dev.bellows.train.checkpoint.Examples.assertSame;
import static dev.bellows.train.checkpoint.Examples.checkpoint;
import static dev.bellows.train.checkpoint.Examples.files;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.linalg.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Full disks and killed processes. */
class CheckpointFailureTest {
  private static final Configuration LOCAL = new Configuration(false);

  @TempDir private Path folder;

  private CheckpointStore flaky(String limit, long most, int keep) {
    Configuration settings = FlakyFileSystem.settings();
    settings.setLong(limit, most);
    return new CheckpointStore(FlakyFileSystem.path(folder), settings, keep);
  }

  private Checkpoint newest() {
    return new CheckpointStore(folder.toString(), LOCAL, 1)
        .newest(
            line -> {
              if (!line.endsWith(".json: missing")) { // killed between the two names
                throw new AssertionError(line);
              }
            })
        .orElseThrow();
  }

  @Test
  void aFullDiskIsToldInWordsAndLeavesTheOldOneAlone() {
    new CheckpointStore(folder.toString(), LOCAL, 1).write(checkpoint(10));
    SortedSet<String> before = files(folder);
    int failures = 0;
    for (int bytes = 0; ; bytes += 7) {
      CheckpointStore store = flaky(FlakyFileSystem.BYTES, bytes, 1);
      try {
        store.write(checkpoint(20));
        break;
      } catch (CheckpointFailure e) {
        failures++;
        assertThat(e)
            .hasMessage(
                "the checkpoint of step 20 cannot be written to %s: No space left on device"
                    .formatted(FlakyFileSystem.path(folder)));
        assertThat(files(folder)).isEqualTo(before);
        assertSame(newest(), checkpoint(10));
      }
    }
    assertThat(failures).isGreaterThan(50);
    assertSame(newest(), checkpoint(20));
  }

  /** A process that is killed can do nothing any more, and there may be two in a row. */
  @ParameterizedTest
  @CsvSource({"10, 1", "10, 2", "20, 1", "20, 2"})
  void aProcessKilledAtAnyMomentLeavesTheOldOrTheNew(long step, int keep) throws IOException {
    int last = 1;
    for (int changes = 0; changes < 40; changes++) { // a write makes less than half as many
      for (String file : files(folder)) {
        Files.delete(folder.resolve(file));
      }
      new CheckpointStore(folder.toString(), LOCAL, keep).write(checkpoint(10, 1));
      for (int course = 2; course <= 3; course++) {
        boolean written = isWritten(checkpoint(step, course), changes, keep);
        Checkpoint left = newest();
        int found = left.facts().get("course").asInt();
        assertSame(left, checkpoint(found == 1 ? 10 : step, found));
        assertThat(found).isBetween(last, course);
        assertThat(!written || found == course).isTrue();
        last = course == 3 ? 1 : found;
      }
    }
    assertSame(newest(), checkpoint(step, 3));
    assertThat(files(folder)).hasSize(step == 10 ? 2 : 2 * keep);
  }

  private boolean isWritten(Checkpoint checkpoint, int changes, int keep) {
    try {
      flaky(FlakyFileSystem.CHANGES, changes, keep).write(checkpoint);
      return true;
    } catch (CheckpointFailure e) {
      assertThat(e).hasMessageEndingWith("killed");
      return false;
    }
  }

  @Test
  void aDiskThatIsReallyFull() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()))
        .as("this user may mount a disk")
        .isZero();
    try {
      CheckpointStore store = new CheckpointStore(disk.toString(), LOCAL, 3);
      store.write(checkpoint(10));
      Checkpoint large =
          new Checkpoint(
              20,
              new ObjectMapper().createObjectNode(),
              List.of(Tensor.vector("x", new double[30_000])));
      assertThatThrownBy(() -> store.write(large))
          .isInstanceOf(CheckpointFailure.class)
          .hasMessage(
              "the checkpoint of step 20 cannot be written to %s: No space left on device"
                  .formatted(disk));
      assertThat(files(disk))
          .containsExactly("step-000000000010.json", "step-000000000010.safetensors");
      store.write(checkpoint(30));
      assertSame(store.newest(line -> {}).orElseThrow(), checkpoint(30));
    } finally {
      run("umount", disk.toString());
    }
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void aFolderThatIsAFileIsToldInWords() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    CheckpointStore store = new CheckpointStore(file.toString(), LOCAL, 1);
    assertThatThrownBy(() -> store.write(checkpoint(1)))
        .isInstanceOf(CheckpointFailure.class)
        .hasMessageStartingWith("the checkpoint of step 1 cannot be written to " + file + ": ");
  }
}

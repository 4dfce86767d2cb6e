package dev.bellows.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.optim.StepRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
  @TempDir private Path folder;

  private static StepRecord step(long number, double loss) {
    return new StepRecord(number, 1, number * 10, number * 0.5, loss, 0.01, 2);
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("the disk is full");
                    }))
        .hasMessage("the disk is full");

    assertThat(file).hasContent("old");
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void metricsGetTheirNameWhenTheyAreWhole() throws IOException {
    Path file = folder.resolve("metrics.csv");
    try (MetricsFile metrics = MetricsFile.begin(file)) {
      metrics.add(step(1, 0.5));
      metrics.add(step(2, Double.NaN));
      assertThat(file).doesNotExist();
    }

    assertThat(file)
        .hasContent(
            """
            step,epoch,rows,seconds,loss,learning-rate,gradient-norm,rows-per-second
            1,1,10,0.5,0.5,0.01,2.0,20
            2,1,20,1.0,NaN,0.01,2.0,20
            """);
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void durationsAreSaidAsAPersonWould() {
    assertThat(Progress.duration(8.4)).isEqualTo("8 s");
    assertThat(Progress.duration(185)).isEqualTo("3:05 min");
    assertThat(Progress.duration(7801)).isEqualTo("2:10:01 h");
  }

  @Test
  void shortWorkPrintsNoProgressLines() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Progress progress =
        new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), 2, 1)) {
      progress.onStep(step(1, 0.5));
      progress.onStep(step(2, 0.4));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}

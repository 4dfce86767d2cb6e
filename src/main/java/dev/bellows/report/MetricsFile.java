package dev.bellows.report;

import dev.bellows.optim.StepRecord;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code metrics.csv}: a line a step. While training runs it grows under another name, flushed once
 * a second; closing gives it its own.
 */
public final class MetricsFile implements Closeable {
  private static final String HEADER =
      "step,epoch,rows,seconds,loss,learning-rate,gradient-norm,rows-per-second\n";
  private static final long FLUSH_NANOS = 1_000_000_000L;

  private final Path file;
  private final BufferedWriter writer;
  private long flushed = System.nanoTime();

  /** Begins the file. */
  public MetricsFile(Path file) throws IOException {
    this.file = file;
    writer = Files.newBufferedWriter(AtomicFile.partOf(file), StandardCharsets.UTF_8);
    writer.write(HEADER);
  }

  /** Adds the line of a step. */
  public void add(StepRecord step) throws IOException {
    writer.write(
        step.step()
            + ","
            + step.epoch()
            + ","
            + step.rows()
            + ","
            + Math.round(step.seconds() * 1e6) / 1e6
            + ","
            + step.loss()
            + ","
            + (Double.isNaN(step.learningRate()) ? "" : step.learningRate())
            + ","
            + step.gradientNorm()
            + ","
            + Math.round(step.rowsPerSecond())
            + "\n");
    long now = System.nanoTime();
    if (now - flushed > FLUSH_NANOS) {
      writer.flush();
      flushed = now;
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
    AtomicFile.publish(AtomicFile.partOf(file), file);
  }
}

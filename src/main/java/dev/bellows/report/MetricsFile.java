package dev.bellows.report;

import dev.bellows.optim.StepRecord;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.ObjDoubleConsumer;

/** {@code metrics.csv}: a line a step, or a round. */
public final class MetricsFile implements Closeable {
  private static final String HEADER =
      "step,epoch,rows,seconds,loss,learning-rate,gradient-norm,rows-per-second";
  private static final int LOSS = 4; // its column

  private final GrowingFile lines;

  private MetricsFile(GrowingFile lines) throws IOException {
    this.lines = lines;
    if (lines.bytes() == 0) {
      lines.add(HEADER);
    }
  }

  /** Begins the file. */
  public static MetricsFile begin(Path file) throws IOException {
    return new MetricsFile(GrowingFile.begin(file));
  }

  /**
   * Goes on behind the first {@code bytes}, as {@link #bytes} has given them.
   *
   * @param kept is given step and loss of the lines that stay
   */
  public static MetricsFile resume(Path file, long bytes, ObjDoubleConsumer<Long> kept)
      throws IOException {
    return new MetricsFile(
        GrowingFile.resume(
            file,
            bytes,
            line -> {
              String[] fields = line.split(",", LOSS + 2);
              if (!line.equals(HEADER)) {
                kept.accept(Long.valueOf(fields[0]), Double.parseDouble(fields[LOSS]));
              }
            }));
  }

  /** Writes out what has been added, and says how long the file is now. */
  public long bytes() throws IOException {
    return lines.bytes();
  }

  /** Adds the line of a step. */
  public void add(StepRecord step) throws IOException {
    lines.add(
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
            + Math.round(step.rowsPerSecond()));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}

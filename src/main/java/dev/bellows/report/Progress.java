package dev.bellows.report;

import dev.bellows.optim.StepRecord;
import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far training is: on a terminal one line that is drawn again and again, elsewhere a new
 * line every ten seconds. Both go to standard error, and both say how much time is left.
 */
public final class Progress implements AutoCloseable {
  /**
   * The system property, {@code bar} or {@code lines}, by which the launcher says what it is on.
   */
  public static final String PROPERTY = "bellows.progress";

  private static final long LINE_NANOS = 10_000_000_000L;
  private static final int REDRAW_MILLIS = 200;

  private final PrintStream err;
  private final long steps;
  private final int epochs;
  private final ProgressBar bar; // null where there is no terminal
  private final long begin = System.nanoTime();
  private long before; // steps of an earlier run
  private long nextLine = begin + LINE_NANOS;

  /** Begins; {@code steps} is how many there will be. */
  public Progress(PrintStream err, long steps, int epochs) {
    this.err = err;
    this.steps = steps;
    this.epochs = epochs;
    bar =
        "bar".equals(System.getProperty(PROPERTY))
            ? new ProgressBarBuilder()
                .setTaskName("training")
                .setInitialMax(steps)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setMaxRenderedLength(100)
                .clearDisplayOnFinish()
                .build()
            : null;
  }

  /** Begins behind so many steps of an earlier run. */
  public void resumeAt(long taken) {
    before = taken;
  }

  /** A step was taken. */
  public void onStep(StepRecord step) {
    if (bar != null) {
      bar.setExtraMessage(
          String.format(
              Locale.ROOT,
              "epoch %d/%d loss %.4f %,.0f rows/s",
              step.epoch(),
              epochs,
              step.loss(),
              step.rowsPerSecond()));
      bar.stepTo(step.step());
      return;
    }
    long now = System.nanoTime();
    if (now >= nextLine) {
      nextLine = now + LINE_NANOS;
      double left = (now - begin) * 1e-9 / (step.step() - before) * (steps - step.step());
      err.printf(
          Locale.ROOT,
          "epoch %d/%d, step %,d/%,d, loss %.4f, %,.0f rows/s, %s left%n",
          step.epoch(),
          epochs,
          step.step(),
          steps,
          step.loss(),
          step.rowsPerSecond(),
          duration(left));
    }
  }

  /** Seconds as a person says them: {@code 8 s}, {@code 3:05 min}, {@code 2:10:00 h}. */
  static String duration(double seconds) {
    long s = Math.round(seconds);
    if (s < 60) {
      return s + " s";
    }
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d min", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d h", s / 3600, s / 60 % 60, s % 60);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}

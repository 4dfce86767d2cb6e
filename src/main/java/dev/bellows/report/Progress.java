package dev.bellows.report;

import dev.bellows.optim.StepRecord;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;
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
    show(
        step.step(),
        () ->
            String.format(
                Locale.ROOT,
                "epoch %d/%d loss %.4f %,.0f rows/s",
                step.epoch(),
                epochs,
                step.loss(),
                step.rowsPerSecond()),
        () ->
            String.format(
                Locale.ROOT,
                "epoch %d/%d, step %,d/%,d, loss %.4f, %,.0f rows/s",
                step.epoch(),
                epochs,
                step.step(),
                steps,
                step.loss(),
                step.rowsPerSecond()));
  }

  /**
   * So much of the whole is done.
   *
   * @param done of what it was begun with
   * @param beside what stands beside a bar
   * @param line what stands in a line, before the time that is left
   */
  public void show(long done, Supplier<String> beside, Supplier<String> line) {
    if (bar != null) {
      bar.setExtraMessage(beside.get());
      bar.stepTo(done);
      return;
    }
    long now = System.nanoTime();
    if (now >= nextLine && done > before) {
      nextLine = now + LINE_NANOS;
      double left = (now - begin) * 1e-9 / (done - before) * (steps - done);
      err.println(line.get() + ", " + duration(left) + " left");
    }
  }

  /** Says a line that stays. */
  public void say(String line) {
    if (bar == null) {
      err.println(line);
    } else {
      bar.pause();
      err.println("\r\u001b[K" + line);
      bar.resume();
    }
  }

  /** Seconds as a person says them: {@code 8 s}, {@code 3:05 min}, {@code 2:10:00 h}. */
  public static String duration(double seconds) {
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

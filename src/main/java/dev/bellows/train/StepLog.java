package dev.bellows.train;

import dev.bellows.optim.StepRecord;
import dev.bellows.train.exchange.Exchange;
import dev.bellows.train.exchange.Exchange.Traffic;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line in the log every few seconds: how far training is, how fast, and where its time goes. The
 * time of a step is that of the slowest task's computing, of the exchange around it, and of the
 * update on the driver.
 */
final class StepLog {
  private static final Logger LOG = LoggerFactory.getLogger(StepLog.class);
  private static final double NANO = 1e-9;
  private static final double MEGA = 1e6;

  private final Exchange exchange;
  private final long steps;
  private final long interval;
  private long next;
  private long begin;
  private Traffic before = Traffic.NONE;
  private long rowsBefore;
  private long sumNanos;
  private long stepNanos;

  /**
   * A log.
   *
   * @param exchange whose traffic is told
   * @param steps how many there will be
   * @param every how often there is a line
   */
  StepLog(Exchange exchange, long steps, Duration every) {
    this.exchange = exchange;
    this.steps = steps;
    interval = every.toNanos();
    begin = System.nanoTime();
    next = begin + interval;
  }

  /**
   * A step was taken.
   *
   * @param sums the nanoseconds until the gradient was there
   * @param whole the nanoseconds of the whole step
   */
  void onStep(StepRecord step, long sums, long whole) {
    sumNanos += sums;
    stepNanos += whole;
    if (System.nanoTime() >= next) {
      line(step);
    }
  }

  private void line(StepRecord step) {
    long now = System.nanoTime();
    Traffic traffic = exchange.traffic();
    double seconds = (now - begin) * NANO;
    double compute = traffic.computeNanos() - before.computeNanos();
    double all = Math.max(1, stepNanos);
    LOG.info(
        String.format(
            Locale.ROOT,
            "step %,d of %,d, loss %.6g, %,.0f rows/s, %.1f MB/s sent, %.1f MB/s received; compute"
                + " %.0f %%, exchange %.0f %%, update %.0f %%",
            step.step(),
            steps,
            step.loss(),
            (step.rows() - rowsBefore) / seconds,
            (traffic.bytesSent() - before.bytesSent()) / MEGA / seconds,
            (traffic.bytesReceived() - before.bytesReceived()) / MEGA / seconds,
            percent(compute, all),
            percent(sumNanos - compute, all),
            percent(stepNanos - sumNanos, all)));
    before = traffic;
    rowsBefore = step.rows();
    sumNanos = 0;
    stepNanos = 0;
    begin = now;
    next = now + interval;
  }

  private static double percent(double part, double whole) {
    return 100 * Math.max(0, part) / whole;
  }
}

package dev.bellows.train.exchange;

import dev.bellows.Setting;
import dev.bellows.Settings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How an engine on Spark gets its sums.
 *
 * @param kind which of the exchanges
 * @param precision how exactly parameters and gradients travel
 * @param fanIn how many tasks send their sums to one place, at least 2
 * @param timeout how long a task may be silent before it counts as lost
 * @param port the first port that the driver tries to listen on; 0 for any
 * @param logEvery how often the log has a line about steps and traffic
 * @param name names Spark's job and stage
 */
public record ExchangeSettings(
    Kind kind,
    Precision precision,
    int fanIn,
    Duration timeout,
    int port,
    Duration logEvery,
    String name)
    implements Serializable {

  /** The exchanges that a job file can name. */
  public enum Kind {
    /** {@code STAGE} where it can run, else {@code JOB}. */
    AUTO,
    /** One barrier stage whose tasks stay for the whole training. */
    STAGE,
    /** A Spark job for each step. */
    JOB
  }

  private static final int LEAST_PORT = 1024; // Spark's rule
  private static final int MOST_PORT = 65_535;

  /** Which of the exchanges. */
  public static final Setting<Kind> KIND =
      Setting.choice(
          "exchange", Kind.AUTO, "one Spark stage for the whole training, or a job for each step");

  /** How exactly parameters and gradients travel. */
  public static final Setting<Precision> PRECISION =
      Setting.choice(
          "exchange-precision",
          Precision.DOUBLE,
          "how parameters and gradients travel; single halves the bytes");

  /** How many tasks send their sums to one place. */
  public static final Setting<Long> FAN_IN =
      Setting.whole(
          "exchange-fan-in", 2, 1024, 8L, "tasks of the stage that send their sums to one place");

  /** How long a task may be silent. */
  public static final Setting<Double> TIMEOUT =
      Setting.positive(
          "exchange-timeout", 60.0, "seconds of silence after which a task of the stage is lost");

  /** The first port to try. */
  public static final Setting<Long> PORT =
      new Setting<>(
          "exchange-port",
          "0, or a whole number from 1024 to 65535",
          "first port the driver tries to listen on; 0 for any",
          0L,
          written -> {
            Long port = Setting.toLong(written);
            boolean right = port != null && (port == 0 || port >= LEAST_PORT && port <= MOST_PORT);
            return right ? port : null;
          });

  /** How often the log has a line. */
  public static final Setting<Double> LOG_EVERY =
      Setting.positive(
          "log-every", 10.0, "seconds between two lines about steps and traffic in the log");

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(KIND, PRECISION, FAN_IN, TIMEOUT, PORT, LOG_EVERY);

  /** The defaults. */
  public static final ExchangeSettings DEFAULT = of(Settings.DEFAULTS, "training");

  /** From a job's settings. */
  public static ExchangeSettings of(Settings settings, String name) {
    return new ExchangeSettings(
        settings.get(KIND),
        settings.get(PRECISION),
        Math.toIntExact(settings.get(FAN_IN)),
        seconds(settings.get(TIMEOUT)),
        Math.toIntExact(settings.get(PORT)),
        seconds(settings.get(LOG_EVERY)),
        name);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
  }

  /** The kind that there will be where nothing stands in its way: {@code STAGE} or {@code JOB}. */
  public Kind likelyKind() {
    return kind == Kind.JOB ? Kind.JOB : Kind.STAGE;
  }

  /** The same with another kind. */
  public ExchangeSettings with(Kind other) {
    return new ExchangeSettings(other, precision, fanIn, timeout, port, logEvery, name);
  }
}

package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.data.SparkNeeds;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a process. */
final class Sessions {
  private Sessions() {}

  /**
   * Starts Spark, or gives the session that runs already.
   *
   * @throws InputException if {@code --master} cannot be
   * @throws Exception a SparkException if no master answers, or what else Spark has
   */
  static SparkSession open(String name) throws Exception {
    return open(name, Map.of());
  }

  /**
   * The same with more of Spark's settings, where the user has not set them.
   *
   * @throws Exception as {@link #open(String)}
   */
  static SparkSession open(String name, Map<String, String> more) throws Exception {
    Map<String, String> needs = new HashMap<>(SparkNeeds.SETTINGS);
    needs.putAll(more);
    SparkConf given = new SparkConf(); // what spark-submit was told
    SparkSession.Builder builder = SparkSession.builder().appName("bellows " + name);
    needs.forEach(
        (key, value) -> {
          if (!given.contains(key)) {
            builder.config(key, value);
          }
        });
    String master = given.get("spark.master", "local");
    try {
      SparkSession session = builder.getOrCreate();
      if (session.sparkContext().isStopped()) {
        throw noAnswer(master, null);
      }
      return session;
    } catch (Exception e) { // Scala throws checked exceptions that it does not declare
      String message = String.valueOf(e.getMessage());
      if (message.contains("master URL")
          || message.contains("Master URL")
          || message.contains("to run locally")) {
        throw new InputException("--master %s: %s".formatted(master, message), e);
      }
      if (message.contains("stopped SparkContext")) {
        throw noAnswer(master, e);
      }
      throw e;
    }
  }

  private static SparkException noAnswer(String master, Exception cause) {
    return new SparkException(
        "no Spark master answers at %s, or it gave the application up".formatted(master), cause);
  }

  /** Cancels what Spark is doing, if it runs. */
  static void cancelJobs() {
    if (!SparkSession.getDefaultSession().isEmpty()) {
      SparkSession.getDefaultSession().get().sparkContext().cancelAllJobs();
    }
  }

  /** Stops Spark if it runs. */
  static void close() {
    if (!SparkSession.getDefaultSession().isEmpty()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }
}

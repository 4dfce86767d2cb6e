package dev.bellows.app;

import dev.bellows.data.SparkNeeds;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a process. */
final class Sessions {
  private Sessions() {}

  /** Starts Spark, or gives the session that runs already. */
  static SparkSession open(String name) {
    SparkConf given = new SparkConf(); // what spark-submit was told
    SparkSession.Builder builder = SparkSession.builder().appName("bellows " + name);
    SparkNeeds.SETTINGS.forEach(
        (key, value) -> {
          if (!given.contains(key)) {
            builder.config(key, value);
          }
        });
    return builder.getOrCreate();
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

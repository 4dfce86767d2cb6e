package dev.bellows.app;

import org.apache.spark.sql.SparkSession;

/** The one Spark session of a process. */
final class Sessions {
  private Sessions() {}

  /** Starts Spark, or gives the session that runs already. */
  static SparkSession open(String name) {
    return SparkSession.builder()
        .appName("bellows " + name)
        // The sums of all partitions come back to the driver; it is meant to hold them.
        .config("spark.driver.maxResultSize", "0")
        .getOrCreate();
  }

  /** Stops Spark if it runs. */
  static void close() {
    if (!SparkSession.getDefaultSession().isEmpty()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }
}

package dev.bellows.app;

import dev.bellows.data.SparkNeeds;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of a process. */
final class Sessions {
  private Sessions() {}

  /** Starts Spark, or gives the session that runs already. */
  static SparkSession open(String name) {
    SparkSession.Builder builder = SparkSession.builder().appName("bellows " + name);
    SparkNeeds.SETTINGS.forEach(builder::config);
    return builder.getOrCreate();
  }

  /** Stops Spark if it runs. */
  static void close() {
    if (!SparkSession.getDefaultSession().isEmpty()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }
}

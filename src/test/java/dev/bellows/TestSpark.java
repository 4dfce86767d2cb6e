package dev.bellows;

import dev.bellows.data.SparkNeeds;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The one Spark session of the test JVM: two threads, as a laptop would. Another process may want
 * another master.
 */
public final class TestSpark {
  /** The system property that names it. */
  public static final String MASTER = "bellows.test.master";

  private static final SparkSession SESSION = start();

  private TestSpark() {}

  private static SparkSession start() {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(System.getProperty(MASTER, "local[2]"))
            .appName("bellows tests")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2");
    SparkNeeds.SETTINGS.forEach(builder::config);
    return builder.getOrCreate();
  }

  /** The session. */
  public static SparkSession session() {
    return SESSION;
  }

  /** Its context. */
  public static JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(SESSION.sparkContext());
  }
}

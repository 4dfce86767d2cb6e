package dev.bellows.bench;

import dev.bellows.data.SparkNeeds;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark as {@code train} starts it, without its user interface. */
final class BenchSpark {
  private BenchSpark() {}

  static JavaSparkContext start(String master) {
    return start(master, Map.of());
  }

  /** Starts it with more of Spark's keys and values. */
  static JavaSparkContext start(String master, Map<String, String> more) {
    SparkConf conf =
        new SparkConf()
            .setAppName("bellows benchmark")
            .setMaster(master)
            .set("spark.ui.enabled", "false");
    SparkNeeds.SETTINGS.forEach(conf::set);
    more.forEach(conf::set);
    return new JavaSparkContext(conf);
  }
}

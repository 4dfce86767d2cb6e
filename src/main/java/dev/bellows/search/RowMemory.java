package dev.bellows.search;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkContext;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Whether every executor, and the driver, can hold all rows: at most a quarter of the memory that
 * Spark keeps for data, as beside the blocks there are their serialized pieces, and on the driver
 * the blocks that it collects.
 */
final class RowMemory {
  private static final double SHARE = 0.25;
  private static final double MEGA = 1e6;

  private RowMemory() {}

  /** What is in the way, if anything. */
  static Optional<String> obstacle(SparkContext spark, List<Fold> folds) {
    return DataGroups.bytes(spark, folds) > SHARE * smallest(spark)
        ? Optional.of(inWords(spark, folds) + " are more than a quarter of the smallest store")
        : Optional.empty();
  }

  /** That there is nothing. */
  static String fit(SparkContext spark, List<Fold> folds) {
    return inWords(spark, folds) + " fit into every executor";
  }

  private static String inWords(SparkContext spark, List<Fold> folds) {
    return String.format(Locale.ROOT, "%,.1f MB of rows", DataGroups.bytes(spark, folds) / MEGA);
  }

  private static double smallest(SparkContext spark) {
    return CollectionConverters.asJava(spark.getExecutorMemoryStatus()).values().stream()
        .mapToLong(memory -> (Long) ((Tuple2<?, ?>) memory)._1())
        .min()
        .orElse(0);
  }
}

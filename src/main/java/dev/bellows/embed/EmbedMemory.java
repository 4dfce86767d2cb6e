package dev.bellows.embed;

import dev.bellows.InputException;
import dev.bellows.embed.replica.Blueprint;
import dev.bellows.linalg.FloatTable;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * The bytes that a training takes, and whether they are there.
 *
 * @param replica of each replica: its tables, and where there are others their state after the last
 *     merge; its share of the text; what it draws words by
 * @param driver the words, and but for a single replica in its own process one copy of the tables
 */
record EmbedMemory(long replica, long driver) {
  private static final double GIGA = 1e9;
  private static final double SLACK = 1.1; // gaps between large arrays, and what Spark itself needs
  private static final int BYTES_OF_A_WORD = 160; // text, list, map, count
  private static final int DRAWING = Long.BYTES + 3 * Integer.BYTES;
  private static final int MERGING = 2 * Double.BYTES + 2;

  /** Reckons them. */
  static EmbedMemory of(Blueprint blueprint, long words, long tokens, boolean local) {
    int replicas = blueprint.replicas();
    long tables = 2 * FloatTable.bytes(words, blueprint.dimensions());
    long own = replicas == 1 ? tables : 2 * tables + words * MERGING;
    long share = Integer.BYTES * ((tokens + replicas - 1) / replicas);
    return new EmbedMemory(
        own + share + words * DRAWING,
        words * BYTES_OF_A_WORD + (local && replicas == 1 ? 0 : tables));
  }

  /**
   * Refuses what cannot fit.
   *
   * @throws InputException with the figures
   */
  void require(Blueprint blueprint, SparkContext spark) {
    long heap = Runtime.getRuntime().maxMemory();
    if (spark.isLocal()) {
      require(
          driver + blueprint.replicas() * replica,
          heap,
          "in one process (%d of replicas, %.2f GB each, and %.2f GB of the words%s)"
              .formatted(
                  blueprint.replicas(),
                  replica / GIGA,
                  driver / GIGA,
                  blueprint.replicas() == 1 ? "" : " and a copy of the tables"),
          "--driver-memory");
      return;
    }
    require(
        driver, heap, "on the driver, for the words and a copy of the tables", "--driver-memory");
    int executors = Math.max(1, spark.getExecutorIds().size());
    int hosted = (blueprint.replicas() + executors - 1) / executors;
    SparkConf conf = spark.conf();
    require(
        hosted * replica,
        conf.getSizeAsBytes("spark.executor.memory", "1g"),
        "on an executor, %d of replicas".formatted(hosted),
        "--executor-memory");
  }

  private static void require(long bytes, long there, String where, String option) {
    if (bytes * SLACK > there) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "the tables need about %.2f GB %s; there are %.2f GB: give more with %s, or lower"
                  + " dimensions, or raise corpus.min-count",
              bytes * SLACK / GIGA,
              where,
              there / GIGA,
              option));
    }
  }
}

package dev.bellows.data;

import java.util.Map;

/** What Spark has to be told at its start, so that packed blocks and their sums fit. */
public final class SparkNeeds {
  /**
   * Spark's keys and values.
   *
   * <p>The sums of all partitions come back to the driver, which is meant to hold them: no limit of
   * Spark's own. And a block is one large record of known size: Spark need not reserve half as much
   * again while it stores it, which would send blocks to disk that have room in memory. Where every
   * step is a job, nobody looks at a thousand of them in Spark's UI, which would keep them in the
   * driver's memory. Executors are told, as the launcher tells the driver, that the Vector API need
   * not ask at every load whether it is within its array: our kernels keep to theirs, and the
   * asking costs a third of their time. They are also told to ask Linux for pages of two megabytes,
   * without which the rows of large tables are found slowly. And a BLAS of the machine's own keeps
   * to one thread, as tasks take all cores.
   */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "spark.driver.maxResultSize",
          "0",
          "spark.executor.defaultJavaOptions",
          "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 -XX:+UseTransparentHugePages",
          "spark.executorEnv.MKL_NUM_THREADS",
          "1",
          "spark.executorEnv.OPENBLAS_NUM_THREADS",
          "1",
          "spark.storage.unrollMemoryGrowthFactor",
          "1.0",
          "spark.ui.retainedJobs",
          "100",
          "spark.ui.retainedStages",
          "100");

  private SparkNeeds() {}
}

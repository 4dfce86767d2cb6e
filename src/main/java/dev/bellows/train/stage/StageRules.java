package dev.bellows.train.stage;

import dev.bellows.data.Dataset;
import dev.bellows.data.TaskSlots;
import dev.bellows.train.exchange.Workload;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.Dependency;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.RDDInfo;
import scala.collection.Iterator;

/** Whether a training can run in one barrier stage, asked before Spark is. */
public final class StageRules {

  /**
   * Why it cannot.
   *
   * @param reason what is in the way
   * @param remedy what to do about it
   */
  public record Obstacle(String reason, String remedy) {}

  private StageRules() {}

  /** What is in the way, if anything. */
  public static Optional<Obstacle> obstacle(Workload workload) {
    SparkContext spark = workload.rows().blocks().context();
    if (spark.conf().getBoolean("spark.dynamicAllocation.enabled", false) && !spark.isLocal()) {
      return found("dynamic allocation is on", "set spark.dynamicAllocation.enabled=false");
    }
    int tasks = workload.rows().ranges().tasks();
    int slots = TaskSlots.now(spark);
    if (slots < tasks) {
      return found(
          "%d tasks have to run at the same time, and Spark has %d slots".formatted(tasks, slots),
          "give it more executors or cores");
    }
    if (!chainAllows(HostedBlocks.of(workload).rdd(), tasks, new HashSet<>())) {
      return found(
          "the source of the rows has another number of partitions",
          "set data.partitions to another number than that of the source's partitions");
    }
    Optional<Obstacle> notInMemory = notInMemory(spark, workload.rows());
    return notInMemory.isPresent() || workload.validation().isEmpty()
        ? notInMemory
        : notInMemory(spark, workload.validation().get());
  }

  private static Optional<Obstacle> found(String reason, String remedy) {
    return Optional.of(new Obstacle(reason, remedy));
  }

  /** Spark's own rule: within the stage all have as many partitions as there are tasks. */
  private static boolean chainAllows(RDD<?> rdd, int tasks, Set<Integer> seen) {
    if (!seen.add(rdd.id())) {
      return true;
    }
    boolean allowed = rdd.getNumPartitions() == tasks;
    Iterator<Dependency<?>> dependencies = rdd.dependencies().iterator();
    while (allowed && dependencies.hasNext()) {
      Dependency<?> dependency = dependencies.next();
      allowed =
          dependency instanceof ShuffleDependency || chainAllows(dependency.rdd(), tasks, seen);
    }
    return allowed;
  }

  private static Optional<Obstacle> notInMemory(SparkContext spark, Dataset rows) {
    for (RDDInfo info : spark.getRDDStorageInfo()) {
      if (info.id() == rows.blocks().id() && info.diskSize() > 0) {
        return found(
            String.format(
                Locale.ROOT,
                "%.1f GB of the rows did not fit into memory and stand on disk",
                info.diskSize() / 1e9),
            "give the executors more memory");
      }
    }
    return Optional.empty();
  }
}

package dev.bellows.train.exchange;

import dev.bellows.data.BlockSums;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** What the exchanges that start a Spark job each time have in common. */
final class SparkJobs implements AutoCloseable {
  private final JavaSparkContext spark;
  private final MemoryWatch memory;

  /** Something that is sent to the tasks of one job, and destroyed behind it. */
  final class Broadcasts {
    private final List<Broadcast<?>> made = new ArrayList<>();

    private Broadcasts() {}

    <T> Broadcast<T> of(T value) {
      Broadcast<T> broadcast = spark.broadcast(value);
      made.add(broadcast);
      return broadcast;
    }
  }

  SparkJobs(Dataset rows) {
    spark = JavaSparkContext.fromSparkContext(rows.blocks().context());
    memory = new MemoryWatch(spark.sc());
  }

  /**
   * Runs a job with what it broadcasts, all of which is destroyed whatever happens.
   *
   * @throws ExchangeFailure when Spark gives it up
   */
  <T> T run(Function<Broadcasts, T> job) {
    Broadcasts broadcasts = new Broadcasts();
    memory.forget();
    try {
      return job.apply(broadcasts);
    } catch (Exception e) { // Scala throws checked exceptions that it does not declare
      if (e instanceof SparkException) {
        throw new ExchangeFailure(memory.orMemory(SparkFailures.reason(e)), e);
      }
      throw e;
    } finally {
      broadcasts.made.forEach(Broadcast::destroy);
    }
  }

  /** The sums of the measures over all rows of a set. */
  double[] measures(BlockWork work, double[] parameters, Dataset rows) {
    return run(
        broadcasts ->
            BlockSums.overAll(rows.blocks(), rows.ranges(), task(work, broadcasts.of(parameters))));
  }

  @Override
  public void close() {
    memory.close();
  }

  // Static, so that nothing but what it names is shipped.
  private static BlockSums.ArrayContribution<PackedBlock> task(
      BlockWork work, Broadcast<double[]> broadcast) {
    return block -> work.measures(block, broadcast.value());
  }
}

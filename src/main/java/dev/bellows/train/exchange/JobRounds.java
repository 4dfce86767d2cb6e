package dev.bellows.train.exchange;

import dev.bellows.data.Dataset;
import dev.bellows.data.TaskRanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/**
 * One Spark job for each round: what is sent is broadcast, and to each task the states of its own
 * blocks; the answers are added in the order of the block numbers, and the broadcasts are destroyed
 * whatever happens.
 */
public final class JobRounds implements ReplicaRounds {
  private final Workload workload;
  private final ReplicaWork replicas;
  private final BlockWork work;
  private final Dataset rows;
  private final SparkJobs jobs;

  /** An exchange for a workload with replicas; starts nothing. */
  public JobRounds(Workload workload) {
    this.workload = workload;
    replicas = workload.rounds();
    work = new BlockWork(workload.objective(), workload.plan());
    rows = workload.rows();
    jobs = new SparkJobs(rows);
  }

  @Override
  public Answer round(Round round, double[] sent, double[][] states) {
    workload.requireStates(states);
    return jobs.run(
        broadcasts ->
            new RoundJob(
                    replicas,
                    rows.ranges(),
                    round,
                    broadcasts.of(sent),
                    statesByTask(states, broadcasts))
                .run(rows.blocks()));
  }

  private List<Broadcast<double[][]>> statesByTask(
      double[][] states, SparkJobs.Broadcasts broadcasts) {
    List<Broadcast<double[][]>> byTask = new ArrayList<>();
    TaskRanges ranges = rows.ranges();
    for (int task = 0; replicas.stateLength() > 0 && task < ranges.tasks(); task++) {
      byTask.add(broadcasts.of(Arrays.copyOfRange(states, ranges.first(task), ranges.end(task))));
    }
    return byTask;
  }

  @Override
  public double[] measures(double[] parameters, Part part) {
    return jobs.measures(work, parameters, workload.rows(part));
  }

  @Override
  public void close() {
    jobs.close();
  }
}

package dev.bellows.app;

import static dev.bellows.app.Trainings.complaint;
import static dev.bellows.app.Trainings.log;
import static dev.bellows.app.Trainings.model;
import static dev.bellows.app.Trainings.requireEveryStepOnce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Executors that die in mid-training, on a real cluster: no bit of the model depends on them. */
@Tag("cluster")
@Isolated("it needs the machine for itself")
@Tag("slow")
class ClusterLossIT extends ClusterTrainings {
  private static final int WORKERS = SharedCluster.WORKERS;

  /** Replicas that keep Adam's moments, Nesterov momentum outside: 300 rounds. */
  private static List<Object> rounds(Path run, String exchange) {
    return training(
        run,
        "engine=rounds",
        "data.partitions=4",
        "batch-size=1",
        "round=10 epochs",
        "epochs=3000",
        "inner-state=keep",
        "outer={name=momentum,learning-rate=0.7,momentum=0.9,nesterov=true}",
        "evaluate=end",
        "checkpoint.every=100 epochs",
        "exchange=" + exchange);
  }

  /** Few and large batches. */
  private static List<Object> jobs(Path run, String exchange) {
    return training(
        run,
        "batch-size=100",
        "epochs=30",
        "evaluate=end",
        "checkpoint.every=20 steps",
        "exchange=" + exchange);
  }

  @Test
  void aKilledExecutorIsReplacedAndChangesNoBit() throws Exception {
    Path run = inMidTraining(cluster(), List.of());
    killAnExecutor();
    Ended ended = end();

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(model(run)).isEqualTo(model(SharedCluster.reference()));
    assertThat(log(run))
        .containsSubsequence("attempt 1 of the stage is lost: ", "have joined in ", ", attempt 2");
  }

  @Test
  void aFrozenExecutorIsNoticedAndReplacedAndChangesNoBit() throws Exception {
    Path run = inMidTraining(cluster(), List.of());
    ProcessHandle frozen = cluster().executors().get(1);
    long begin = System.nanoTime();
    signal(frozen, "STOP");
    Launcher.until(() -> log(run).contains("attempt 1 of the stage is lost"), 20);

    assertThat((System.nanoTime() - begin) * 1e-9).as("seconds until noticed").isLessThan(6);
    Ended ended = end();
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(model(run)).isEqualTo(model(SharedCluster.reference()));
    assertThat(log(run))
        .containsSubsequence(
            "has been silent for 3 s", "asking Spark to replace executor", ", attempt 2");
    Launcher.until(() -> !frozen.isAlive(), 20); // Spark's worker has some patience with it
  }

  private void killAnExecutor() throws Exception {
    List<ProcessHandle> executors = cluster().executors();
    assertThat(executors).hasSize(WORKERS);
    signal(executors.get(0), "KILL");
  }

  @Test
  void anExecutorKilledUnderJobsChangesNoBit() throws Exception {
    Path alone = folder.resolve("alone");
    complete("local[1]", jobs(alone, "stage"));
    Path run = folder.resolve("run");
    untilACheckpoint(run, jobs(run, "job"));
    killAnExecutor();
    Ended ended = end();

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(model(run)).isEqualTo(model(alone));
    requireEveryStepOnce(run, 360);
    assertThat(log(run)).contains("Lost executor");
  }

  @Test
  void anExecutorKilledInRoundsChangesNoBitByStageNorByJobs() throws Exception {
    Path alone = folder.resolve("alone");
    complete("local[1]", rounds(alone, "stage"));
    Path two = folder.resolve("two");
    complete("local[2]", rounds(two, "job"));
    assertThat(model(two)).isEqualTo(model(alone));
    for (String exchange : List.of("stage", "job")) {
      Path run = folder.resolve("run-" + exchange);
      untilACheckpoint(run, rounds(run, exchange));
      killAnExecutor();
      Ended ended = end();

      assertThat(ended.code()).as(ended.err()).isZero();
      assertThat(ended.err()).contains("exchange = " + exchange + ":");
      assertThat(model(run)).as(exchange).isEqualTo(model(alone));
      assertThat(log(run))
          .contains(
              exchange.equals("stage") ? "attempt 1 of the stage is lost: " : "Lost executor");
    }
  }

  /** Our estimate counts one task in each executor, as long as no number of cores is given. */
  @Test
  void anExecutorThatRunsOutOfMemoryIsOneLine() throws Exception {
    Path run = folder.resolve("run");
    List<Object> training =
        Trainings.train(
            Trainings.sparseJob(folder, 14_000_000),
            run,
            "data.partitions=4",
            "optimizer={name=sgd,learning-rate=0.01}",
            "evaluate=none");
    List<String> options = List.of("--conf", "spark.executor.memory=512m");
    Ended ended = run("local-cluster[1,4,600]", options, training);

    assertThat(ended.code()).isEqualTo(1);
    assertThat(complaint(ended)).startsWith("bellows: an executor ran out of memory; ");
  }
}

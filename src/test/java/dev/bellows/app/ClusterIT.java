package dev.bellows.app;

import static dev.bellows.app.Trainings.model;
import static dev.bellows.app.Trainings.ours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import dev.bellows.model.TrainedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The packaged jar on a real cluster on loopback: the same bits as on one machine. */
@Tag("cluster")
@Isolated("it needs the machine for itself")
class ClusterIT extends ClusterTrainings {
  // --- the same bits
  // -------------------------------------------------------------------------------

  @Test
  void stageAndJobsTrainTheSameBitsOnAClusterAndOnOneMachine() throws Exception {
    byte[] first = null;
    for (String master : List.of("local[2]", cluster().url())) {
      for (String exchange : List.of("stage", "job")) {
        Path run = folder.resolve("run-" + exchange + "-" + master.charAt(0));
        // More blocks than there are slots; the other tests have as many.
        List<Object> training =
            training(run, "data.partitions=7", "epochs=2", "exchange=" + exchange);
        Ended ended = run(master, List.of(), training);

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.err()).contains("exchange = " + exchange + ":", "on " + master);
        first = first == null ? model(run) : first;
        assertThat(model(run)).as("%s on %s", exchange, master).isEqualTo(first);
      }
    }
  }

  @Test
  void roundsTrainTheSameBitsOnAClusterAndOnOneMachine() throws Exception {
    byte[] first = null;
    for (String master : List.of("local[1]", cluster().url())) {
      for (String exchange : List.of("stage", "job")) {
        Path run = folder.resolve("run-" + exchange + "-" + master.charAt(0));
        complete(
            master,
            training(
                run,
                "engine=rounds",
                "data.partitions=3",
                "round=25 steps",
                "inner-state=keep",
                "outer={name=momentum,learning-rate=0.7,momentum=0.9,nesterov=true}",
                "exchange-precision=bfloat16",
                "exchange=" + exchange));

        first = first == null ? model(run) : first;
        assertThat(model(run)).as("%s on %s", exchange, master).isEqualTo(first);
      }
    }
  }

  @Test
  void aModelPredictsOnACluster() throws Exception {
    Path predictions = folder.resolve("predictions.csv");
    Path rows = Launcher.HOME.resolve("data/wing-noise.csv");
    Ended ended =
        run(
            cluster().url(),
            List.of(),
            List.of("predict", SharedCluster.reference(), rows, predictions));

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(Files.readAllLines(predictions)).hasSize(1501);
  }

  // --- dynamic allocation
  // --------------------------------------------------------------------------

  @Test
  void underDynamicAllocationJobsServeAndTheStageIsRefused() throws Exception {
    List<String> dynamic =
        options(
            Map.of(
                "spark.dynamicAllocation.enabled",
                "true",
                "spark.dynamicAllocation.shuffleTracking.enabled",
                "true"));
    Path local = folder.resolve("local");
    Ended reference = run("local[2]", List.of(), training(local, "epochs=1"));
    assertThat(reference.code()).as(reference.err()).isZero();

    Path run = folder.resolve("run");
    Ended auto = run(cluster().url(), dynamic, training(run, "epochs=1"));
    assertThat(auto.code()).as(auto.err()).isZero();
    assertThat(auto.err().lines())
        .contains("exchange = job: a Spark job for each step, because dynamic allocation is on");
    assertThat(model(run)).isEqualTo(model(local));

    Path none = folder.resolve("none");
    Ended stage = run(cluster().url(), dynamic, training(none, "exchange=stage"));
    assertThat(stage.code()).isEqualTo(2);
    assertThat(ours(stage))
        .containsExactly(
            "bellows: exchange = stage cannot be: dynamic allocation is on; set"
                + " spark.dynamicAllocation.enabled=false, or take exchange = auto");
    assertThat(none).doesNotExist();
  }

  // --- Ctrl-C
  // --------------------------------------------------------------------------------------

  @Test
  void controlCKeepsTheModelAndLeavesNoExecutor() throws Exception {
    Path run = inMidTraining(cluster(), List.of());
    assertThat(cluster().executors()).hasSize(SharedCluster.WORKERS);
    running.signal("INT");
    Ended ended = end();

    assertThat(ended.code()).as("the shell's code for Ctrl-C").isEqualTo(130);
    assertThat(ended.err()).contains("bellows: stopped at step");
    assertThat(TrainedModel.read(run.resolve("model.safetensors")).features()).hasSize(5);
    Launcher.until(() -> cluster().executors().isEmpty(), 10);
  }
}

package dev.bellows.app;

import static dev.bellows.app.Trainings.log;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import dev.bellows.Launcher.Running;
import dev.bellows.StandaloneCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What tests on the cluster have in common: how a training is run there, and disturbed. */
@ExtendWith(SharedCluster.class)
abstract class ClusterTrainings {
  /** Long enough to be disturbed: this many epochs of 120 steps. */
  private static final int EPOCHS = 200;

  private static final int SECONDS_TO_BEGIN = 90;
  private static final int SECONDS_TO_END = 150;

  @TempDir Path folder;
  Running running; // the training under way; null: none

  @AfterEach
  void leaveNoProcess() throws Exception {
    if (running != null) {
      running.kill();
    }
    for (ProcessHandle executor : cluster().executors()) {
      signal(executor, "CONT");
    }
    Launcher.until(() -> cluster().executors().isEmpty(), 30);
  }

  static StandaloneCluster cluster() {
    return SharedCluster.cluster();
  }

  static List<Object> longTraining(Path run) {
    return training(run, "epochs=" + EPOCHS, "evaluate=end", "exchange-timeout=3", "log-every=1");
  }

  static List<Object> training(Path run, String... settings) {
    return Trainings.train(Trainings.WING, run, settings);
  }

  private static Object[] words(String master, List<String> options, List<Object> command) {
    List<Object> words = new ArrayList<>(List.of("--master", master));
    if (!master.startsWith("local")) {
      words.addAll(List.of("--executor-memory", "512m"));
    }
    words.addAll(options);
    words.addAll(command);
    return words.toArray();
  }

  /** Starts it, and does not wait. */
  void start(String master, List<String> options, List<Object> command) throws Exception {
    Launcher launcher =
        new Launcher(
            Launcher.HOME.resolve("submit/bellows"), folder, Map.of("SPARK_LOCAL_IP", "127.0.0.1"));
    running = launcher.start(words(master, options, command));
  }

  Ended run(String master, List<String> options, List<Object> command) throws Exception {
    start(master, options, command);
    return end();
  }

  /** Runs it to a good end. */
  Ended complete(String master, List<Object> command) throws Exception {
    Ended ended = run(master, List.of(), command);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  Ended end() throws Exception {
    Ended ended = running.await(SECONDS_TO_END);
    running = null;
    return ended;
  }

  /** A long training on a cluster, and steps are being taken. */
  Path inMidTraining(StandaloneCluster where, List<String> options) throws Exception {
    Path run = folder.resolve("run");
    start(where.url(), options, longTraining(run));
    Launcher.until(() -> log(run).contains("; compute "), SECONDS_TO_BEGIN);
    return run;
  }

  /** A training on the cluster that has left its first checkpoint and wants to leave many. */
  void untilACheckpoint(Path run, List<Object> training) throws Exception {
    start(cluster().url(), List.of(), training);
    Path saved = run.resolve("checkpoints");
    Launcher.until(() -> !Trainings.checkpoints(saved).isEmpty(), SECONDS_TO_BEGIN);
  }

  static List<String> options(Map<String, String> settings) {
    return settings.entrySet().stream()
        .flatMap(setting -> Stream.of("--conf", setting.getKey() + "=" + setting.getValue()))
        .toList();
  }

  static void signal(ProcessHandle process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}

package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher;
import dev.bellows.Launcher.Ended;
import dev.bellows.Launcher.Running;
import dev.bellows.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar through the one way in, as a newcomer would run it. */
@Tag("launcher")
class LauncherIT {
  private static final Path CONF = Launcher.HOME.resolve("conf/wing-noise.conf");

  @TempDir private Path folder;

  private static Path onlyRun(Path folder) throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      List<Path> all = runs.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void theMainJobRunsFromAnyFolderAndKeepsSparksChatterOffTheScreen() throws Exception {
    Ended ended = Launcher.in(folder).run("train", CONF);

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .matches("loss: 0\\.1\\d+, validation loss: 0\\.1\\d+, \\d+\\.\\d+ sec per epoch\n");
    List<String> ours =
        ended
            .err()
            .lines()
            .filter(l -> !l.startsWith("WARNING: Using incubator modules"))
            .filter(l -> !l.matches("epoch \\d/3, step .* left")) // a slow machine shows progress
            .toList();
    assertThat(ours).hasSize(3);
    assertThat(ours.get(0)).startsWith("wing-noise: 1,200 rows of 5 features in 2 partitions;");
    assertThat(ours.get(1)).startsWith("exchange = stage: one Spark stage of");
    Path run = onlyRun(folder);
    assertThat(names(run))
        .containsExactlyInAnyOrder(
            "checkpoints",
            "evaluations.jsonl",
            "job.conf",
            "loss.png",
            "metrics.csv",
            "model.safetensors",
            "spark.log",
            "summary.json");
    assertThat(run.resolve("spark.log")).content().contains("\"epochs\":3.0");
    assertThat(run.resolve("summary.json")).content().contains("\"vectors\" : \"simd");
  }

  @Test
  void aMistakeIsOneLineAndExitCodeTwo() throws Exception {
    Ended ended = Launcher.in(folder).run("train", CONF, "--set", "optimizer.learning-rat=1");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines().filter(l -> !l.startsWith("WARNING: Using incubator")))
        .containsExactly(
            "bellows: --set optimizer.learning-rat=1: optimizer.learning-rat: there is no such key (did"
                + " you mean 'optimizer.learning-rate'?)");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void controlCStopsWithinSecondsAndTearsNothing() throws Exception {
    Running running = Launcher.in(folder).start("train", CONF, "--set", "epochs=100000");
    Launcher.until(() -> running.err().contains("steps), on"), 60);
    Thread.sleep(2000);
    long begin = System.nanoTime();
    running.signal("INT");
    Ended ended = running.await(20);

    assertThat((System.nanoTime() - begin) * 1e-9).isLessThan(10);
    assertThat(ended.code()).as("the shell's code for Ctrl-C").isEqualTo(130);
    assertThat(ended.err()).contains("bellows: stopped at step");
    Path run = onlyRun(folder);
    assertThat(names(run)).contains("loss.png").noneMatch(name -> name.contains(".part"));
    assertThat(ended.err()).doesNotContain("could not be drawn");
    assertThat(TrainedModel.read(run.resolve("model.safetensors")).features()).hasSize(5);
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    assertThat(metrics).hasSizeGreaterThan(10);
    assertThat(metrics).allSatisfy(line -> assertThat(line.split(",")).hasSize(8));
    assertThat(run.resolve("summary.json")).content().contains("interrupted");
  }

  @Test
  void controlCWhileRowsAreReadLeavesNothing() throws Exception {
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, "1,2,3\n4,5,7\n".repeat(3_000_000));
    Running running =
        Launcher.in(folder)
            .start("train", CONF, "--set", "data.path=" + rows, "--set", "data.label=-1");
    Launcher.until(() -> sparkHasStarted(running), 60);
    Thread.sleep(2000);
    running.signal("INT");
    Ended ended = running.await(20);

    assertThat(ended.code()).isEqualTo(130);
    assertThat(names(folder)).containsExactly("rows.csv");
  }

  private static boolean sparkHasStarted(Running running) {
    return running.err().contains("incubator modules");
  }

  @Test
  void aFolderWithASpaceInItsNameServes() throws Exception {
    Path home = Files.createDirectories(folder.resolve("a home"));
    for (String part : List.of("submit", "conf", "data")) {
      copy(Launcher.HOME.resolve(part), home.resolve(part));
    }
    Files.createDirectories(home.resolve("target"));
    for (String file : List.of("target/bellows.jar", "target/spark-jars.txt")) {
      Files.copy(Launcher.HOME.resolve(file), home.resolve(file));
    }
    Launcher launcher = new Launcher(home.resolve("submit/bellows"), folder, Map.of());

    Ended ended = launcher.run("train", home.resolve("conf/wing-noise.conf"));

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(names(onlyRun(folder))).contains("spark.log");
    for (String jar : names(home.resolve("target/spark/jars"))) {
      Files.delete(home.resolve("target/spark/jars").resolve(jar)); // links, not the jars
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void theSparkOfSparkHomeIsUsedWhereThereIsOne() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("spark/bin"));
    Path submit = bin.resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\"\necho \"$SPARK_SUBMIT_OPTS\"\n");
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> home = Map.of("SPARK_HOME", folder.resolve("spark").toString());
    Launcher launcher = new Launcher(Launcher.HOME.resolve("submit/bellows"), folder, home);

    Ended ended =
        launcher.run(
            "--master",
            "yarn",
            "--conf",
            "a=b",
            "--num-executors=3",
            "train",
            "x.conf",
            "--set",
            "c=d");

    assertThat(ended.out().lines())
        .startsWith("--class", "dev.bellows.app.Main")
        .containsSubsequence("--master", "yarn", "--conf", "a=b", "--num-executors", "3")
        .containsSubsequence(
            Launcher.HOME.resolve("target/bellows.jar").toString(),
            "train",
            "x.conf",
            "--set",
            "c=d")
        .anyMatch(line -> line.contains("log4j2.configurationFile"));

    Launcher wrong =
        new Launcher(
            Launcher.HOME.resolve("submit/bellows"), folder, Map.of("SPARK_HOME", "/no/spark"));
    assertThat(wrong.run("help").code()).isEqualTo(2);
  }

  @Test
  void anOptionOfSparkSubmitWithoutItsValueAndClusterModeAreRefused() throws Exception {
    Ended noValue = Launcher.in(folder).run("--master");
    assertThat(noValue.code()).isEqualTo(2);
    assertThat(noValue.err()).contains("--master is an option of spark-submit and needs a value");

    Ended cluster = Launcher.in(folder).run("--deploy-mode", "cluster", "train", CONF);
    assertThat(cluster.code()).isEqualTo(2);
    assertThat(cluster.err()).contains("--deploy-mode cluster is not supported");
  }
}

package dev.bellows.app;

import static dev.bellows.app.Trainings.checkpoints;
import static dev.bellows.app.Trainings.complaint;
import static dev.bellows.app.Trainings.model;
import static dev.bellows.app.Trainings.names;
import static dev.bellows.app.Trainings.ours;
import static dev.bellows.app.Trainings.quick;
import static dev.bellows.app.Trainings.requireEveryStepOnce;
import static dev.bellows.app.Trainings.resume;
import static dev.bellows.app.Trainings.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.Launcher.Ended;
import dev.bellows.Launcher.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that fill, places that cannot be written, checkpoints that are damaged: real processes. */
@Tag("launcher")
@Tag("slow")
class CheckpointIT {
  /** Checkpoints of 1.2 MB. */
  private static final int FEATURES = 50_000;

  @TempDir private static Path shared;
  private static Path job;
  private static Path whole; // a run of 80 steps with its checkpoints
  private static byte[] longer; // the model of 120 steps
  private static Running masterless;

  @TempDir private Path folder;

  @BeforeAll
  static void trainUnbroken() throws Exception {
    // Spark tries it for a minute; nobody has to wait for that.
    masterless =
        quick(shared)
            .start(
                words(
                    List.of("--master", "spark://127.0.0.1:1"),
                    train(Trainings.WING, shared.resolve("masterless"))));
    job = Trainings.sparseJob(shared, FEATURES);
    whole = shared.resolve("whole");
    Path all = shared.resolve("all");
    require(run(train(job, whole, "epochs=4", "checkpoint.keep=4")));
    require(run(train(job, all)));
    longer = model(all);
  }

  @AfterAll
  static void leaveNoProcess() {
    masterless.kill();
  }

  private static Object[] words(List<Object> options, List<Object> command) {
    List<Object> words = new ArrayList<>(options);
    words.addAll(command);
    return words.toArray();
  }

  private static Ended run(List<Object> words) throws Exception {
    return quick(shared).start(words.toArray()).await(150);
  }

  private static void require(Ended ended) {
    assertThat(ended.code()).as(ended.err()).isZero();
  }

  /** A copy of the run of 80 steps, with its checkpoints and without its model. */
  private Path copy() throws IOException {
    Path copy = folder.resolve("run");
    try (Stream<Path> files = Files.walk(whole)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(whole.relativize(file).toString()));
      }
    }
    Files.delete(copy.resolve("model.safetensors"));
    return copy;
  }

  private static Path checkpoint(Path run, int step, String ending) {
    return run.resolve("checkpoints/step-%012d.%s".formatted(step, ending));
  }

  // --- disks and masters -------------------------------------------------------------------------

  @Test
  void aFullDiskForCheckpointsEndsTheRunAndKeepsTheLastGoodOnes() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "3m")) {
      Path saved = disk.path().resolve("checkpoints");
      Path run = folder.resolve("run");
      Ended ended = run(train(job, run, "checkpoint.dir=" + saved));

      assertThat(ended.code()).isEqualTo(1);
      assertThat(complaint(ended))
          .isEqualTo(
              ("bellows: the checkpoint of step 60 cannot be written to %s: No space left on device;"
                      + " the model is the one of step 60 of 120; submit/bellows train --resume %s"
                      + " goes on from step 40, the last checkpoint")
                  .formatted(saved, run));
      assertThat(checkpoints(saved)).containsExactly(20L, 40L);
      assertThat(names(saved)).noneMatch(name -> name.endsWith(".part"));
      disk.grow("64m");
      require(run(resume(run)));
      assertThat(model(run)).isEqualTo(longer);
      requireEveryStepOnce(run, 120);
    }
  }

  @Test
  void aFullDiskForTheWholeRunEndsItAndKeepsTheLastGoodCheckpoints() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "3m")) {
      Path run = disk.path().resolve("run");
      Ended ended = run(train(job, run));

      assertThat(ended.code()).isEqualTo(1);
      assertThat(complaint(ended))
          .contains("No space left on device", "train --resume " + run + " goes on from step 40");
      assertThat(checkpoints(run.resolve("checkpoints"))).containsExactly(20L, 40L);
      disk.grow("64m");
      require(run(resume(run)));
      assertThat(model(run)).isEqualTo(longer);
      requireEveryStepOnce(run, 120);
    }
  }

  @Test
  void aFullDiskForMetricsAndLogAloneEndsTheRunToo() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), "64k")) {
      Path run = disk.path().resolve("run");
      Path saved = folder.resolve("checkpoints");
      Ended ended =
          run(
              train(
                  Trainings.WING,
                  run,
                  "epochs=100",
                  "checkpoint.every=200 steps",
                  "checkpoint.dir=" + saved));

      assertThat(ended.code()).isEqualTo(1);
      assertThat(complaint(ended))
          .isEqualTo(
              ("bellows: %s cannot be written: No space left on device; when that is mended,"
                      + " submit/bellows train --resume %s goes on from the last checkpoint")
                  .formatted(run, run));
      assertThat(checkpoints(saved)).hasSize(2);
      disk.grow("64m");
      require(run(resume(run)));
      requireEveryStepOnce(run, 12_000);
    }
  }

  @Test
  void placesThatCannotBeWrittenAreToldBeforeAnythingIsLoaded() throws Exception {
    Path impossible = Trainings.WING.resolve("run"); // under a file
    Ended output = run(train(job, impossible));
    assertThat(output.code()).isEqualTo(2);
    assertThat(ours(output)).hasSize(1);
    assertThat(complaint(output)).startsWith("bellows: output.dir = " + impossible + " ");

    Path run = folder.resolve("run");
    Ended saved =
        run(train(job, run, "checkpoint.dir=" + impossible, "data.path=" + folder + "/none"));
    assertThat(saved.code()).isEqualTo(2);
    assertThat(ours(saved)).hasSize(1);
    assertThat(complaint(saved))
        .startsWith("bellows: checkpoints cannot be written to " + impossible + ": ");
    assertThat(run).doesNotExist();
  }

  @Test
  void aMasterThatIsNotThereIsOneLine() throws Exception {
    Ended ended = masterless.await(120);

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ours(ended)).hasSize(1);
    assertThat(complaint(ended)).contains("no Spark master answers at spark://127.0.0.1:1");
    assertThat(shared.resolve("masterless")).doesNotExist();
  }

  // --- damaged checkpoints -----------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"truncated", "flipped", "removed"})
  void aDamagedCheckpointIsToldAndTheOneBeforeItServes(String damage) throws Exception {
    Path run = copy();
    Path newest = checkpoint(run, 80, "safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    switch (damage) {
      case "truncated" -> Files.write(newest, Arrays.copyOf(bytes, bytes.length - 1));
      case "flipped" -> {
        bytes[bytes.length / 2] ^= 4;
        Files.write(newest, bytes);
      }
      default -> Files.delete(checkpoint(run, 80, "json"));
    }
    Ended ended = run(resume(run));

    require(ended);
    String damaged =
        checkpoint(run, 80, damage.equals("removed") ? "json" : "safetensors").toString();
    assertThat(complaint(ended)).startsWith("bellows: " + damaged + ": ");
    assertThat(ended.err()).contains("going on from step 60, the last checkpoint that is whole");
    assertThat(model(run)).isEqualTo(model(whole));
    requireEveryStepOnce(run, 80);
  }

  @Test
  void whereAllCheckpointsAreDamagedNothingGoesOn() throws Exception {
    Path run = copy();
    List<String> before = names(run);
    for (int step = 20; step <= 80; step += 20) {
      Files.write(checkpoint(run, step, "json"), new byte[10]);
    }
    Ended ended = run(resume(run));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err().lines().filter(line -> line.contains("torn or damaged"))).hasSize(4);
    assertThat(ended.err())
        .contains(
            "bellows: --resume %s: there is no whole checkpoint in %s/checkpoints"
                .formatted(run, run))
        .doesNotContain("\tat ");
    assertThat(names(run)).isEqualTo(before);
  }

  // --- changed jobs ------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimizer.learning-rate=0.02 0.02, was 0.01",
        "seed=2 2, was 1",
        "data.validation-fraction=0.1 0.1, was 0.2"
      })
  void aChangedJobIsRefusedWithTheDifference(String change) throws Exception {
    Path run = copy();
    String set = change.substring(0, change.indexOf(' '));
    Ended ended = run(resume(run, set));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ours(ended)).hasSize(1);
    assertThat(complaint(ended))
        .startsWith(
            "bellows: --resume %s: the job has changed: %s: %s; "
                .formatted(
                    run,
                    set.substring(0, set.indexOf('=')),
                    change.substring(change.indexOf(' ') + 1)));
  }

  @Test
  void moreEpochsAreTakenAndShownAndEndAsIfTheyHadBeenWantedAtOnce() throws Exception {
    Path run = copy();
    Ended ended = run(resume(run, "epochs=6"));

    require(ended);
    assertThat(ours(ended)).contains("changed: epochs: 6, was 4");
    assertThat(model(run)).isEqualTo(longer);
    requireEveryStepOnce(run, 120);
  }

  @Test
  void moreEpochsAreRefusedWhereTheRateDependsOnTheirNumber() throws Exception {
    Path run = copy();
    Path begun = run.resolve("job.conf");
    Files.writeString(begun, Files.readString(begun) + "\noptimizer.schedule = cosine\n");
    Ended ended = run(resume(run, "epochs=6"));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ours(ended)).hasSize(1);
    assertThat(complaint(ended))
        .contains("epochs: 6, was 4", "not under this learning rate schedule");
  }
}

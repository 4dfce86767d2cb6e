package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeCommandTest {
  private static final String ADAM = "optimizer { name = adam, learning-rate = 0.1 }";

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private Path job(String more) throws IOException {
    Path data = Ended.rows(folder);
    String text =
        """
        data { path = "%s", label = level, standardize = true }
        batch-size = 10
        epochs = 6
        %s
        """;
    return Files.writeString(folder.resolve("job.conf"), text.formatted(data, more));
  }

  private Path trained(Path job, String name, Object... more) {
    Path run = folder.resolve(name);
    Object[] words = {"train", job, "--set", "output.dir=" + run};
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    Ended ended = run(all);
    assertThat(ended.code()).as(ended.err()).isZero();
    return run;
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  /** Steps and losses, without times. */
  private static List<String> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(line -> line.replaceFirst("^(([^,]*,){3})[^,]*,(.*),[^,]*$", "$1$3"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "engine = rounds, round = 2 steps",
        "engine = rounds, outer { name = momentum, learning-rate = 0.7, nesterov = true }"
      })
  void aRunThatHasEndedGoesOnWithMoreEpochsAsIfItHadNeverEnded(String engine) throws IOException {
    Path job = job(ADAM + "\n" + engine);
    Path whole = trained(job, "whole", "--set", "epochs=10");
    Path parts = trained(job, "parts");

    Ended ended = run("train", "--resume", parts, "--set", "epochs=10");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("changed: epochs: 10, was 6");
    assertThat(metrics(parts)).isEqualTo(metrics(whole));
    assertThat(model(parts)).isEqualTo(model(whole));
    assertThat(Files.readString(parts.resolve("evaluations.jsonl")))
        .isEqualTo(Files.readString(whole.resolve("evaluations.jsonl")));
    assertThat(parts.resolve("job.conf")).content().contains("epochs = 10");
  }

  @Test
  void aRunThatHasNothingLeftToDoEndsAtOnceInTheSameModel() throws IOException {
    Path run = trained(job(ADAM), "run");
    byte[] before = model(run);
    List<String> metrics = metrics(run);

    Ended ended = run("train", "--resume", run);

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).startsWith("loss: ");
    assertThat(model(run)).isEqualTo(before);
    assertThat(metrics(run)).isEqualTo(metrics);
  }

  @Test
  void aRunThatStoppedByARuleGoesOnWithoutIt() throws IOException {
    Path job = job(ADAM);
    Path whole = trained(job, "whole");
    Path parts = trained(job, "parts", "--set", "stop.steps=17");

    Ended ended = run("train", "--resume", parts, "--set", "stop.steps=null");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("changed: stop.steps: not set, was 17");
    assertThat(model(parts)).isEqualTo(model(whole));
    assertThat(metrics(parts)).isEqualTo(metrics(whole));
  }

  @Test
  void theNewestWholeCheckpointIsTaken() throws IOException {
    Path run = trained(job(ADAM), "run", "--set", "checkpoint.every=7 steps");
    byte[] before = model(run);
    Path newest = run.resolve("checkpoints/step-000000000036.safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 3] ^= 1;
    Files.write(newest, bytes);

    Ended ended = run("train", "--resume", run);

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err())
        .contains("step-000000000036", "going on from step 35, the last checkpoint that is whole");
    assertThat(model(run)).isEqualTo(before);
  }

  @Test
  void aChangedJobIsRefusedWithItsDifferences() throws IOException {
    Path run = trained(job(ADAM), "run");
    byte[] before = model(run);

    Ended ended =
        run("train", "--resume", run, "--set", "optimizer.learning-rate=0.2", "--set", "seed=2");

    assertThat(ended.code()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err())
        .contains(
            "the job has changed: optimizer.learning-rate: 0.2, was 0.1; seed: 2, was 1; a run goes"
                + " on only as it was begun, but for epochs")
        .hasLineCount(1);
    assertThat(model(run)).isEqualTo(before);
  }

  @Test
  void aFolderOfCheckpointsBelongsToOneRun() throws IOException {
    Path job = job(ADAM);
    String shared = "checkpoint.dir=" + folder.resolve("saved here");
    Path run = trained(job, "run", "--set", shared);
    byte[] before = model(run);

    Ended second =
        run("train", job, "--set", shared, "--set", "output.dir=" + folder.resolve("second"));
    Path other = trained(job, "other", "--set", "seed=2");
    Ended mixed = run("train", "--resume", other, "--set", shared);
    Ended again = run("train", "--resume", run);

    assertThat(second.code()).isEqualTo(Main.MISTAKE);
    assertThat(second.err()).contains("holds the checkpoints of a run; name another folder");
    assertThat(folder.resolve("second")).doesNotExist();
    assertThat(mixed.code()).isEqualTo(Main.MISTAKE);
    assertThat(mixed.err()).contains("the newest checkpoint is of another job");
    assertThat(run("train", "--resume", other).code()).as("nothing was changed").isZero();
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(model(run)).isEqualTo(before);
    assertThat(run.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void moreEpochsAreRefusedWhereTheScheduleStretches() throws IOException {
    Path run = trained(job("optimizer { name = adam, schedule = cosine }"), "run");

    Ended ended = run("train", "--resume", run, "--set", "epochs=7");

    assertThat(ended.code()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err()).contains("epochs: 7, was 6", "learning rate schedule");
  }

  @Test
  void whatIsNoRunIsToldSo() throws IOException {
    Path run = trained(job(ADAM), "run", "--set", "checkpoint.every=none");

    assertThat(run("train", "--resume", folder.resolve("nowhere")).err())
        .contains("nowhere: there is no such folder");
    assertThat(run("train", "--resume", folder).err()).doesNotContain("Exception");
    assertThat(run("train", "--resume", run).err()).contains("there is no checkpoint in");
    assertThat(run("train").err()).contains("train takes a job file, JOB.conf, or --resume");
  }

  @Test
  void theBestModelIsKeptWhereTheValidationLossGetsNoBetter() throws IOException {
    Path run =
        trained(
            job("optimizer { name = sgd, learning-rate = 0.5 }"),
            "run",
            "--set",
            "epochs=400",
            "--set",
            "data.validation-fraction=0.2",
            "--set",
            "evaluate=2 steps",
            "--set",
            "stop.patience=4");

    String summary = Files.readString(run.resolve("summary.json"));
    assertThat(summary)
        .contains("\"stop\" : \"no-improvement\"", "\"best-step\" : ", "\"rmse\" : ", "\"r2\" : ")
        .contains("4 evaluations found no better validation loss than");
  }
}

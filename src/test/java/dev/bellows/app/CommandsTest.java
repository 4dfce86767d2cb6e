package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.RealData;
import dev.bellows.TestSpark;
import dev.bellows.linalg.Safetensors;
import dev.bellows.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands, each called as the launcher calls them, in this process. */
class CommandsTest {
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
        optimizer { name = adam, learning-rate = 0.1 }
        batch-size = 10
        epochs = 30
        output { dir = "%s" }
        %s
        """;
    return Files.writeString(
        folder.resolve("job.conf"), text.formatted(data, folder.resolve("run"), more));
  }

  @Test
  void trainLeavesAModelMetricsAPictureAndASummary() throws IOException {
    Ended ended = run("train", job(""));

    assertThat(ended.err()).contains("60 rows of 2 features in 2 partitions; adam");
    assertThat(ended.out()).matches("loss: 0\\.00\\d\\d, \\d+\\.\\d\\d sec per epoch\\s+");
    assertThat(ended.code()).isZero();
    Path run = folder.resolve("run");
    try (Stream<Path> files = Files.list(run)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "job.conf",
              "metrics.csv",
              "evaluations.jsonl",
              "model.safetensors",
              "loss.png",
              "summary.json",
              "checkpoints");
    }
    assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(1 + 180);
    assertThat(run.resolve("summary.json")).content().contains("\"stop\" : \"epochs-done\"");
    TrainedModel model = TrainedModel.read(run.resolve("model.safetensors"));
    assertThat(model.features()).containsExactly("speed", "angle");
    // 3·33 − 2·1 + 1
    assertThat(model.predict(new double[] {33, 1})).isBetween(97.0, 99.0);
  }

  @Test
  void theWrittenJobFileGivesTheSameModelAgain() throws IOException {
    run("train", job(""));
    Path run = folder.resolve("run");
    Path second = folder.resolve("second");

    Ended again = run("train", run.resolve("job.conf"), "--set", "output.dir=" + second);

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(Files.readAllBytes(second.resolve("model.safetensors")))
        .isEqualTo(Files.readAllBytes(run.resolve("model.safetensors")));
  }

  @Test
  void whatOnlyTheNumberOfBatchesShowsToBeAMistakeIsToldAsOne() throws IOException {
    Ended ended = run("train", job(""), "--set", "optimizer.accumulate=181");

    assertThat(ended.code()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err())
        .contains(
            "bellows: optimizer.accumulate = 181 is not allowed; it takes at most 180, the batches");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void theLocalEngineTrainsTheSameModel() throws IOException {
    Path job = job("");
    run("train", job);
    Path other = folder.resolve("local");
    run("train", job, "--set", "engine=local", "--set", "output.dir=" + other);

    double[] a = weights(folder.resolve("run"));
    double[] b = weights(other);
    for (int i = 0; i < a.length; i++) {
      assertThat(b[i]).isCloseTo(a[i], org.assertj.core.data.Offset.offset(1e-12));
    }
  }

  private static double[] weights(Path run) throws IOException {
    return Safetensors.read(run.resolve("model.safetensors")).tensors().get("weight").values();
  }

  @Test
  void predictReadsRawRowsWithAndWithoutTheirLabel() throws IOException {
    run("train", job(""));
    Path run = folder.resolve("run");
    Path labelled = folder.resolve("labelled.csv");

    Ended ended = run("predict", run, folder.resolve("rows.csv"), labelled);

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("60 predictions of level");
    List<String> lines = Files.readAllLines(labelled);
    assertThat(lines).hasSize(61).startsWith("prediction");
    TrainedModel model = TrainedModel.read(run.resolve("model.safetensors"));
    assertThat(Double.parseDouble(lines.get(2))).isEqualTo(model.predict(new double[] {31, 0.5}));

    Path bare = Files.writeString(folder.resolve("bare.csv"), "angle,speed\n0.5,31\n");
    Path predicted = folder.resolve("bare-out.csv");
    assertThat(run("predict", run, bare, predicted).code()).isZero();
    assertThat(Files.readAllLines(predicted)).containsExactly("prediction", lines.get(2));

    Path plain = Files.writeString(folder.resolve("plain.csv"), "31,0.5\n");
    Path positional = folder.resolve("plain-out.csv");
    assertThat(run("predict", run, plain, positional).code()).isZero();
    assertThat(Files.readAllLines(positional)).containsExactly("prediction", lines.get(2));

    Path parquet = folder.resolve("out.parquet");
    assertThat(run("predict", run, bare, parquet).code()).isZero();
    assertThat(TestSpark.session().read().parquet(parquet.toString()).first().getDouble(0))
        .isEqualTo(Double.parseDouble(lines.get(2)));
  }

  @Test
  void predictRefusesWhatItCannotUse() throws IOException {
    run("train", job(""));
    Path run = folder.resolve("run");
    Path rows = folder.resolve("rows.csv");
    Path out = folder.resolve("out.csv");

    assertMistake(run("predict", folder, rows, out), "there is no such model");
    assertMistake(run("predict", run, rows, "out.txt"), "ends in .csv");
    assertMistake(run("predict", run, folder.resolve("no.csv"), out), "there is no such file");
    Files.writeString(folder.resolve("bad.csv"), "speed,angle\n1,x\n");
    assertMistake(
        run("predict", run, folder.resolve("bad.csv"), out), "row 2, column 2 (angle) is 'x'");
    Files.writeString(folder.resolve("other.csv"), "spead,angle\n1,2\n");
    assertMistake(run("predict", run, folder.resolve("other.csv"), out), "did you mean 'spead'?");
    assertMistake(
        run("predict", run, rows, out, "--set", "data.hader=true"), "did you mean 'data.header'?");
    assertMistake(run("predict", run, rows, folder.resolve("no/o.csv")), "there is no folder");
    assertMistake(run("predict", run, rows, "foo://b/o.parquet"), "cannot be written");
    assertMistake(
        run("predict", run, rows, out, "--set", "data.header=no"), "it takes auto | true | false");
    assertThat(out).doesNotExist();
    Files.writeString(out, "precious");
    assertMistake(run("predict", run, rows, out), "exists already");
    assertThat(out).hasContent("precious");
  }

  private static void assertMistake(Ended ended, String message) {
    assertThat(ended.code()).as(ended.err()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err()).contains(message);
    assertThat(ended.err().trim().lines()).as("one line: %s", ended.err()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.path=/no/such.csv|there is no such file",
        "data.label=levle|did you mean 'level'?",
        "batch-size=61|batch-size = 61 is not allowed; it takes 1 to 60",
        "optimizer.name=adm|did you mean 'adam'?",
        "optimizer.learning-rate=-1|a number greater than 0"
      })
  void aMistakeIsOneLineWithExitCodeTwoAndLeavesNothing(String set, String message)
      throws IOException {
    Ended ended = run("train", job(""), "--set", set);

    assertMistake(ended, message);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void anOldRunIsNotWrittenOver() throws IOException {
    Path kept = Files.createDirectories(folder.resolve("run")).resolve("model.safetensors");
    Files.writeString(kept, "precious");

    assertMistake(run("train", job("")), "holds files already");
    assertThat(kept).hasContent("precious");
  }

  @Test
  void aDivergingRunKeepsItsMetricsAndEndsWithOne() throws IOException {
    Ended ended =
        run(
            "train",
            job(""),
            "--set",
            "optimizer.name=sgd",
            "--set",
            "optimizer.learning-rate=1e80");

    assertThat(ended.code()).isEqualTo(Main.FAILED);
    assertThat(ended.err()).contains("lower optimizer.learning-rate, now 1.0E80");
    assertThat(folder.resolve("run/metrics.csv")).exists();
    assertThat(folder.resolve("run/summary.json")).content().contains("not-finite");
  }

  @Test
  void aLossThatBeginsInfiniteIsNotBlamedOnTheRate() throws IOException {
    Path rows = Files.writeString(folder.resolve("large.csv"), "1e200,1\n-1e200,2\n");

    Ended ended =
        run(
            "train",
            job(""),
            "--set",
            "data.path=" + rows,
            "--set",
            "data.label=0",
            "--set",
            "data.standardize=false",
            "--set",
            "batch-size=all");

    assertThat(ended.code()).isEqualTo(Main.FAILED);
    assertThat(ended.err()).contains("before the first update", "data.standardize = true");
  }

  @Test
  void fewRowsAreOneBatchWhereNoSizeIsSet() throws IOException {
    Path job = job("");
    Files.writeString(job, Files.readString(job).replace("batch-size = 10", ""));

    Ended ended = run("train", job, "--set", "data.limit=20");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("batches of 20,");
  }

  @Test
  void aWrongWordIsToldWithTheNearestRightOne() {
    assertMistake(run("tarin", "x.conf"), "did you mean 'train'?");
    assertMistake(run("train"), "JOB.conf");
    assertMistake(run("train", "no.conf"), "no.conf: there is no such job file");
    assertMistake(run("train", "a.conf", "--sett", "a=b"), "--set");
    assertMistake(run(), "a command is missing");
    assertMistake(run("verify", "/no/such/folder"), "there is no such folder");
  }

  @Test
  void helpListsTheCommands() {
    Ended help = run("help");

    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("train", "predict", "verify", "optimizers");
  }

  @Test
  void optimizersListsTheTable() {
    assertThat(run("optimizers").out()).contains("adamW", "epsilon-placement", "outside | inside");
  }

  @Test
  void theReferenceTracesAgree() {
    Path traces = RealData.traces();
    RealData.file("airfoil_self_noise.dat");

    Ended ended = run("verify", traces);

    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out())
        .contains("airfoil/adam on 7 partitions", "68 passed, 0 failed")
        .containsPattern("embeddings/skipgram .* pass")
        .containsPattern("embeddings/cbow .* pass")
        .containsPattern("embeddings/masked_loss_example .* pass")
        .containsPattern("networks/4-3 .* pass")
        .containsPattern("networks/5-6-4-3 tanh .* pass")
        .doesNotContain("FAIL", "not yet");
  }

  @Test
  void aTraceThatDoesNotAgreeFails() throws IOException {
    Files.writeString(
        folder.resolve("optimizers.json"),
        """
        {"cases": [
          {"name": "sgd-right", "hyperparameters": {"lr": 0.5}, "x0": [1.0],
           "gradients": [[1.0], [2.0]], "params": [[0.5], [-0.5]]},
          {"name": "sgd-wrong", "hyperparameters": {"lr": 0.5}, "x0": [1.0],
           "gradients": [[1.0], [2.0]], "params": [[0.5], [-0.500000002]]},
          {"name": "sgd-unknown", "hyperparameters": {"lr": 0.5, "warp": 1}, "x0": [1.0],
           "gradients": [[1.0]], "params": [[0.5]]}]}
        """);

    Ended ended = run("verify", folder);

    assertThat(ended.code()).isEqualTo(Main.FAILED);
    assertThat(ended.out())
        .containsPattern("sgd-right +0\\.0e\\+00 +pass")
        .containsPattern("sgd-wrong +4\\.0e-09 +FAIL")
        .containsPattern("sgd-unknown +not yet")
        .endsWith("1 not yet%n1 passed, 1 failed%n".formatted());
  }

  @Test
  void embeddingsThatDoNotAgreeOrAreNotWholeFail() throws IOException {
    Files.writeString(
        folder.resolve("embeddings.json"),
        """
        {"centers": [0], "contexts": [[1]], "negatives": [[]],
         "v": [[1.0], [0.0]], "u": [[0.0], [0.0]],
         "skipgram": {"loss": 0.6931471805599453,
                      "grad_v": [[0.0], [0.0]], "grad_u": [[0.0], [-0.5]]},
         "cbow": {"loss": 0.6931471805599453,
                  "grad_v": [[0.0], [0.0]]},
         "masked_loss_example": {"pred": [[0.0]], "label": [[1]], "mask": [[1]],
                                 "loss": [0.6931471]}}
        """);

    Ended ended = run("verify", folder);

    assertThat(ended.code()).isEqualTo(Main.FAILED);
    assertThat(ended.out())
        .containsPattern("embeddings/skipgram +0\\.0e\\+00 +pass")
        .containsPattern("embeddings/cbow +NaN +FAIL")
        .containsPattern("embeddings/masked_loss_example +1\\.2e-07 +FAIL")
        .endsWith("1 passed, 2 failed%n".formatted());
  }

  @Test
  void networksThatDoNotAgreeOrAreNotWholeFail() throws IOException {
    String right =
        """
        {"sizes": [1, 2], "activation": "ReLU", "x": [[2.0]], "y": [1], "loss": 0.6931471805599453,
         "layers": [{"weight_out_by_in": [[1.0], [1.0]], "bias": [0.0, 0.0],
                     "grad_weight": [[1.0], [-1.0]], "grad_bias": [0.5, -0.5]}]}
        """;
    Files.writeString(
        folder.resolve("networks.json"),
        "{\"cases\": [%s, %s, %s, %s, %s]}"
            .formatted(
                right,
                right.replace("[0.5, -0.5]", "[0.5, -0.5000001]"),
                right.replace("[0.5, -0.5]", "[0.5]"),
                right.replace("\"y\": [1]", "\"y\": [2]"),
                right.replace("ReLU", "Softplus")));

    Ended ended = run("verify", folder);

    assertThat(ended.code()).isEqualTo(Main.FAILED);
    assertThat(ended.out())
        .containsPattern("networks/1-2 +0\\.0e\\+00 +pass")
        .containsPattern("networks/1-2 +2\\.0e-07 +FAIL")
        .containsPattern("networks/1-2 +NaN +FAIL")
        .containsPattern("networks/1-2 +not yet")
        .endsWith("1 not yet%n1 passed, 3 failed%n".formatted());
  }

  @Test
  void aTraceThatIsNotWholeIsNoPass() throws IOException {
    Path file = folder.resolve("optimizers.json");
    Files.writeString(
        file,
        """
        {"cases": [{"name": "sgd", "hyperparameters": {"lr": 0.5}, "x0": [1.0],
                    "gradients": [[1.0], [2.0]], "params": [[0.5]]}]}
        """);
    assertThat(run("verify", folder).out()).contains("0 passed, 1 failed");
    Files.writeString(file, "{}");
    assertMistake(run("verify", folder), "hold no case");
    Files.writeString(file, "{");
    assertMistake(run("verify", folder), "is not JSON (line ");
  }
}

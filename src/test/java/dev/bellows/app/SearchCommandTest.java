package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import dev.bellows.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchCommandTest {
  private static final String GRID =
      """
      search.space {
        optimizer.name = [sgd, adam]
        optimizer.learning-rate { log-uniform = [0.001, 0.1], grid = 3 }
        optimizer.momentum { values = [0.5], when { optimizer.name = [sgd] } }
      }
      """;
  private static final String DIVERGING =
      "search.space { optimizer.name = [sgd], optimizer.learning-rate = [1e80, 1e90] }";

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  private Path job(String more) throws IOException {
    String text =
        """
        data { path = "%s", label = level, standardize = true, validation-fraction = 0.2 }
        batch-size = 10
        epochs = 3
        %s
        """;
    return Files.writeString(folder.resolve("job.conf"), text.formatted(Ended.rows(folder), more));
  }

  private Ended search(Path job, String name, String... sets) {
    Stream<Object> first = Stream.of("search", job, "--set", "output.dir=" + folder.resolve(name));
    return run(
        Stream.concat(first, Arrays.stream(sets).flatMap(set -> Stream.of("--set", set)))
            .toArray());
  }

  private Path searched(Path job, String name, String... sets) {
    Ended ended = search(job, name, sets);
    assertThat(ended.code()).as(ended.err()).isZero();
    return folder.resolve(name);
  }

  /** The rows of the table, by column, without times. */
  private static List<Map<String, String>> table(Path run) throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("trials.csv"));
    String[] names = lines.get(0).split(",");
    return lines.stream()
        .skip(1)
        .map(
            line -> {
              String[] fields = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
              Map<String, String> row = new LinkedHashMap<>();
              for (int i = 0; i < names.length; i++) {
                row.put(names[i], fields[i]);
              }
              row.remove("seconds");
              return row;
            })
        .toList();
  }

  @Test
  void aSearchLeavesATableTheBestJobModelsAndPictures() throws IOException {
    Ended ended = search(job(GRID), "run");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err())
        .contains(
            "job: grid over 3 keys: 6 trials to 3 epochs; validation-loss (minimize), on local");
    assertThat(ended.out())
        .matches("best trial: \\d, validation loss: 0\\.\\d{4}, optimizer\\.name = [^\\n]*\\s+");
    Path run = folder.resolve("run");
    try (Stream<Path> files = Files.list(run)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "job.conf",
              "trials.csv",
              "trials.parquet",
              "best.conf",
              "model.safetensors",
              "models",
              "settings.png",
              "parallel.png",
              "progress.png",
              "state");
    }
    List<Map<String, String>> table = table(run);
    assertThat(table).hasSize(6);
    assertThat(table.get(0).keySet())
        .containsExactly(
            "trial",
            "optimizer.name",
            "optimizer.learning-rate",
            "optimizer.momentum",
            "status",
            "reason",
            "rungs",
            "budget",
            "best-budget",
            "validation-loss",
            "validation-loss@3",
            "loss",
            "rmse",
            "r2",
            "mae",
            "steps");
    assertThat(table.get(5))
        .containsEntry("optimizer.name", "adam")
        .containsEntry("optimizer.momentum", "")
        .containsEntry("status", "finished")
        .containsEntry("budget", "3")
        .containsEntry("steps", "15"); // 48 rows by 10, three times
  }

  @Test
  void theTableIsTheSameInParquet() throws IOException {
    Path run = searched(job(GRID), "run");

    List<Row> rows =
        TestSpark.session()
            .read()
            .parquet(run.resolve("trials.parquet").toString())
            .orderBy("trial")
            .collectAsList();

    List<Map<String, String>> table = table(run);
    assertThat(rows).hasSize(6);
    for (int i = 0; i < 6; i++) {
      for (String name : table.get(i).keySet()) {
        Object value = rows.get(i).getAs(name);
        assertThat(value == null ? "" : value.toString()).isEqualTo(table.get(i).get(name));
      }
    }
    assertThat(rows.get(0).<Object>getAs("optimizer.learning-rate")).isInstanceOf(Double.class);
  }

  @Test
  void theBestJobTrainsToTheNumberOfTheTableAndItsModelIsThere() throws IOException {
    Path run = searched(job(GRID), "run");
    Map<String, String> best =
        table(run).stream().min((a, b) -> Double.compare(loss(a), loss(b))).orElseThrow();

    Ended trained =
        run("train", run.resolve("best.conf"), "--set", "output.dir=" + folder.resolve("again"));

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(folder.resolve("again/summary.json"))
        .content()
        .contains("\"validation-loss\" : " + best.get("validation-loss") + ",");
    assertThat(run.resolve("best.conf"))
        .content()
        .startsWith("# Trial %s of the search job: ".formatted(best.get("trial")));
    TrainedModel found = TrainedModel.read(run.resolve("model.safetensors"));
    TrainedModel again = TrainedModel.read(folder.resolve("again/model.safetensors"));
    assertThat(found.parameters()).isEqualTo(again.parameters());
    assertThat(found.features()).containsExactly("speed", "angle");
    assertThat(run("evaluate", run, folder.resolve("rows.csv")).out()).contains("rmse");
    try (Stream<Path> models = Files.list(run.resolve("models"))) {
      assertThat(models).as("the best five of six").hasSize(5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "search.budget=epochs, search.min-budget=1, epochs = 1",
    "search.budget=steps, search.min-budget=5, steps = 5"
  })
  void theBestJobStopsWhereTheBestLegDidUnderTheScheduleOfTheWholeBudget(
      String budget, String least, String stop) throws IOException {
    Path run =
        searched(
            job("optimizer.schedule = cosine\n" + GRID),
            "run",
            budget,
            least,
            "stop.steps=15",
            "search.strategy=successive-halving",
            "search.trials=9",
            "search.direction=maximize"); // as if trials got worse the further they are trained
    Map<String, String> best =
        table(run).stream().max((a, b) -> Double.compare(loss(a), loss(b))).orElseThrow();

    Ended trained =
        run("train", run.resolve("best.conf"), "--set", "output.dir=" + folder.resolve("again"));

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(best.get("best-budget")).isEqualTo(least.replaceAll(".*=", ""));
    assertThat(best.get("status")).as("it was trained to the end").isEqualTo("finished");
    assertThat(run.resolve("best.conf"))
        .content()
        .contains("stop {\n  " + stop + "\n")
        .contains("epochs = 3\n");
    assertThat(folder.resolve("again/summary.json"))
        .content()
        .contains("\"validation-loss\" : " + best.get("validation-loss") + ",");
    TrainedModel found = TrainedModel.read(run.resolve("model.safetensors"));
    TrainedModel again = TrainedModel.read(folder.resolve("again/model.safetensors"));
    assertThat(again.parameters()).isEqualTo(found.parameters());
  }

  private static double loss(Map<String, String> row) {
    return Double.parseDouble(row.get("validation-loss"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"task", "job"})
  void bothWaysGiveTheSameTable(String way) throws IOException {
    Path job = job(GRID);
    assertThat(table(searched(job, "named", "search.way=" + way)))
        .isEqualTo(table(searched(job, "auto")));
  }

  @Test
  void halvingHasAColumnForEachRung() throws IOException {
    Path run =
        searched(
            job(GRID.replace("grid = 3", "grid = 2")),
            "run",
            "search.strategy=successive-halving",
            "search.trials=9",
            "search.eta=3");

    List<Map<String, String>> table = table(run);
    assertThat(table.get(0)).containsKeys("validation-loss@1", "validation-loss@3");
    assertThat(table.stream().filter(row -> row.get("status").equals("finished"))).hasSize(3);
    assertThat(table.stream().filter(row -> row.get("status").equals("left"))).hasSize(6);
  }

  @Test
  void foldsAreTheSameForAllTrialsAndEachLeavesAModel() throws IOException {
    Path run =
        searched(job(GRID), "run", "data.validation-fraction=0", "search.folds=3", "search.keep=1");

    assertThat(table(run)).allSatisfy(row -> assertThat(row.get("status")).isEqualTo("finished"));
    try (Stream<Path> models = Files.list(run.resolve("models"))) {
      assertThat(models.map(f -> f.getFileName().toString().substring(4)))
          .containsExactlyInAnyOrder(
              "-fold-1.safetensors", "-fold-2.safetensors", "-fold-3.safetensors");
    }
    assertThat(run.resolve("best.conf")).content().contains("mean over 3 folds");
  }

  @Test
  void rowsMayBeSearchedToo() throws IOException {
    Path run =
        searched(
            job(
                "search.space { data.standardize = [true, false], optimizer.learning-rate ="
                    + " [1e-5, 1e-4] }"),
            "run");

    List<Map<String, String>> table = table(run);
    assertThat(loss(table.get(2))).isNotEqualTo(loss(table.get(0)));
    Ended trained =
        run("train", run.resolve("best.conf"), "--set", "output.dir=" + folder.resolve("again"));
    assertThat(trained.code()).as(trained.err()).isZero();
  }

  @Test
  void aSearchThatWasCutOffGoesOnToTheSameTable() throws IOException {
    Path run = searched(job(GRID), "run");
    List<Map<String, String>> whole = table(run);
    Path records = run.resolve("state/trials.jsonl");
    List<String> lines = Files.readAllLines(records);
    Files.write(records, lines.subList(0, 2));
    Files.delete(run.resolve("trials.csv"));
    Files.delete(run.resolve("best.conf"));

    Ended ended = run("search", "--resume", run);

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(table(run)).isEqualTo(whole);
    assertThat(Files.readAllLines(records)).hasSize(6).startsWith(lines.get(0), lines.get(1));
    assertThat(run.resolve("best.conf")).exists();
  }

  @Test
  void aFinishedSearchIsNotRunAgain() throws IOException {
    Path run = searched(job(GRID), "run");
    List<String> before = Files.readAllLines(run.resolve("trials.csv"));

    Ended ended = run("search", "--resume", run, "--set", "search.way=job");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("changed: search.way: job, was auto");
    assertThat(Files.readAllLines(run.resolve("trials.csv"))).as("seconds too").isEqualTo(before);
  }

  @Test
  void aChangedSearchIsRefusedWithItsDifferences() throws IOException {
    Path run = searched(job(GRID), "run");

    Ended ended = run("search", "--resume", run, "--set", "batch-size=12");

    assertMistake(ended, "the job has changed: batch-size: 12, was 10");
    assertMistake(
        run("search", "--resume", folder.resolve("run/state")), "there is no job.conf in it");
    assertMistake(run("search", "--resume", folder.resolve("no")), "there is no such folder");
    assertMistake(run("search"), "search takes a job file, JOB.conf, or --resume");
    assertMistake(search(job(GRID), "run"), "holds files already");
  }

  private static void assertMistake(Ended ended, String message) {
    assertThat(ended.code()).as(ended.err()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err().trim().lines()).as("one line: %s", ended.err()).hasSize(1);
    assertThat(ended.err()).contains(message);
  }

  @Test
  void whereAllTrialsDivergeItIsToldAndTheTableKept() throws IOException {
    Ended ended = search(job(DIVERGING), "run");

    assertThat(ended.code()).isEqualTo(Main.FAILED);
    assertThat(ended.err())
        .contains("bellows: no trial of 2 came to a result: 2 diverged, 0 failed; the first: ");
    assertThat(table(folder.resolve("run")))
        .allSatisfy(
            row -> {
              assertThat(row.get("status")).isEqualTo("diverged");
              assertThat(row.get("reason")).isNotEmpty();
              assertThat(row.get("validation-loss")).isEmpty();
            });
    assertThat(folder.resolve("run/best.conf")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data.path=/no/such.csv|there is no such file",
        "search.metric=accuracy|accuracy is not measured",
        "search.space.optimizer.learning-rate=[]|an empty list",
        "search.space.batch-size=[8, 49]|batch-size = 49 is not allowed; it takes 1 to 48",
        "search.space.batch-siez=[8]|did you mean 'batch-size'?",
      })
  void aMistakeIsOneLineWithExitCodeTwoAndLeavesNothing(String set, String message)
      throws IOException {
    assertMistake(search(job(GRID), "run", set), message);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void stepsOfABudgetHaveToBeThere() throws IOException {
    assertMistake(
        search(job(GRID), "run", "search.budget=steps", "stop.steps=16"),
        "stop.steps = 16: all epochs together have 15 steps; raise epochs");
    Path run = searched(job(GRID), "run", "search.budget=steps", "stop.steps=15");
    assertThat(table(run).get(0)).containsKey("validation-loss@15");
  }
}

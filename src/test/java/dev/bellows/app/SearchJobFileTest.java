package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.search.Way;
import dev.bellows.search.space.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchJobFileTest {
  private static final String JOB =
      """
      data { path = rows.csv, validation-fraction = 0.2 }
      optimizer { name = adam, learning-rate = 0.02 }
      epochs = 9
      """;

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("job.conf"), text);
  }

  private SearchJob read(String search) throws IOException {
    return SearchJobFile.read(write(JOB + search), List.of());
  }

  private static Object of(SearchJob job, int trial, String key) {
    return job.trials().get(trial).settings().get(key);
  }

  @Test
  void jobsThatWereMadeLatelyAreNotMadeAgainAndOldOnesAreForgotten() throws IOException {
    SearchJob job = read("search { space { batch-size { integer = [1, 600], grid = 600 } } }");
    Trial first = job.trials().get(0);
    Job made = job.jobs().job(first);
    assertThat(job.jobs().job(first)).isSameAs(made);

    job.trials().forEach(job.jobs()::job);
    assertThat(job.jobs().job(first)).isNotSameAs(made).hasToString(made.toString());
  }

  @Test
  void theWholeBudgetIsTheEpochsThatAreTrained() throws IOException {
    SearchJob job = read("stop.epochs = 4, search.space { batch-size = [1, 2] }");

    assertThat(job.budget()).isEqualTo(4);
    assertThat(job.jobs().job(job.trials().get(0)).trainedEpochs()).isEqualTo(4);
  }

  @Test
  void aGridIsReadInTheOrderOfTheFile() throws IOException {
    SearchJob job =
        read(
            """
            search.space {
              optimizer.name = [sgd, adam]
              batch-size = [10, 32]
              optimizer.learning-rate { log-uniform = [0.01, 1], grid = 3 }
            }
            """);

    assertThat(job.space().keys())
        .containsExactly("optimizer.name", "batch-size", "optimizer.learning-rate");
    assertThat(job.trials()).hasSize(2 * 2 * 3);
    assertThat(of(job, 1, "optimizer.learning-rate")).as("not 0.10000000000000002").isEqualTo(0.1);
    assertThat(of(job, 3, "batch-size")).isEqualTo(32L);
    assertThat(job.budget()).isEqualTo(9);
    Job trial = job.jobs().job(job.trials().get(11));
    assertThat(trial.optimizer().name()).isEqualTo("adam");
    assertThat(trial.top().get(JobSettings.BATCH_SIZE)).isEqualTo(32);
    assertThat(trial.written()).containsEntry("optimizer.learning-rate", "1.0");
  }

  @Test
  void listsOfListsAndOfSectionsAreValuesToo() throws IOException {
    SearchJob job =
        read(
            """
            model { type = perceptron, loss = squared }
            search.space {
              model.hidden = [[8], [8, 4]]
              optimizer.schedule = [constant, { name = step, every = 2 }]
            }
            """);

    assertThat(of(job, 3, "model.hidden")).isEqualTo("[8,4]");
    Job trial = job.jobs().job(job.trials().get(3));
    assertThat(trial.written()).containsEntry("model.hidden", "[8,4]");
    assertThat(trial.written().get("optimizer.schedule")).contains("step");
  }

  @Test
  void aKeyAppliesWhereItsConditionHolds() throws IOException {
    SearchJob job =
        read(
            """
            search.space {
              optimizer.momentum { values = [0, 0.9], when { optimizer.name = [sgd] } }
              optimizer.name = [adam, sgd]
            }
            """);

    assertThat(job.trials().stream().map(Trial::settings))
        .containsExactly(
            Map.of("optimizer.name", "adam"),
            Map.of("optimizer.name", "sgd", "optimizer.momentum", 0L),
            Map.of("optimizer.name", "sgd", "optimizer.momentum", 0.9));
  }

  @Test
  void theWrittenJobGivesTheSameSearchAgain() throws IOException {
    SearchJob job =
        SearchJobFile.read(
            write(
                JOB
                    + """
                    name = mine
                    search { strategy = asha, trials = 7, folds = 0, parallel = 3, space {
                      optimizer.learning-rate { log-uniform = [0.01, 1] }
                      batch-size { integer = [8, 64], log = true, when { shuffle = true } }
                      evaluate = [epoch, "2 steps"]
                    } }
                    """),
            List.of("search.eta=2", "output.dir=somewhere"));

    SearchJob again = SearchJobFile.read(write(job.text()), List.of());

    assertThat(again.trials()).isEqualTo(job.trials());
    assertThat(again.written()).isEqualTo(job.written());
    assertThat(again.text()).isEqualTo(job.text());
    assertThat(again.name()).isEqualTo("mine");
    assertThat(again.output()).as("where it is kept is not said").isNull();
  }

  @Test
  void trialsAreOfOneGroupWhereTheirRowsAreTheSame() throws IOException {
    SearchJob job =
        read(
            "search.space { batch-size = [1, 2], data.standardize = [true, false], seed = [1, 2] }");

    assertThat(job.groups())
        .as("the split depends on the seed")
        .containsExactly(0, 1, 2, 3, 0, 1, 2, 3);
    assertThat(read("search.space { batch-size = [1, 2, 3] }").groups()).containsOnly(0);
  }

  @Test
  void whatATaskCannotTrainAloneGoesByJobs() throws IOException {
    assertThat(read("search.space { engine = [synchronous, rounds] }").way()).isEqualTo(Way.JOB);
    assertThat(read("search.space { engine = [synchronous, local] }").way()).isEqualTo(Way.AUTO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "space { optimizer.nam = [sgd] }|search.space.optimizer.nam: there is no such key (did you mean 'optimizer.name'?)",
        "space { optimizer.name = [sgd, adm] }|optimizer.name = adm: there is no such optimizer (did you mean 'adam'?)",
        "space { optimizer.learning-rate = [] }|search.space.optimizer.learning-rate: an empty list",
        "space { optimizer.learning-rate = [0.1, -1] }|optimizer.learning-rate = -1 is not allowed; it takes a number greater than 0",
        "space { optimizer.learning-rate { uniform = [-2, -1], grid = 2 } }|optimizer.learning-rate = -2.0 is not allowed",
        "space { optimizer.learning-rate { uniform = [2, 1], grid = 2 } }|from 2.0 to 1.0; the first end has to be the lower one",
        "space { optimizer.learning-rate { log-uniform = [0, 1], grid = 2 } }|a logarithmic range begins above 0",
        "space { optimizer.learning-rate { log-uniform = [0.1, 1] } }|a grid takes a list, or a range with its number of points",
        "space { optimizer.learning-rate { loguniform = [0.1, 1] } }|there is no such word (did you mean 'log-uniform'?)",
        "space { optimizer.learning-rate { uniform = [0.1] } }|it takes two numbers, the lower one first",
        "space { optimizer.learning-rate { grid = 3 } }|a range takes one of uniform, log-uniform, integer, values",
        "space { optimizer.learning-rate { uniform = [1, 2], values = [1] } }|uniform and values exclude each other",
        "space { optimizer.learning-rate = 0.1 }|0.1 is neither a list nor a range; write [0.1]",
        "space { batch-size { integer = [1.5, 2], grid = 2 } }|1.5 is no whole number; take uniform",
        "space { batch-size { integer = [1, 2], grid = 1 } }|search.space.batch-size.grid = 1 is not allowed",
        "space { batch-size = [1, null] }|null is no value",
        "space { output.dir = [a, b] }|it cannot be searched: a search has one folder",
        "space { epochs = [1, 2] }|it cannot be searched: it bounds the budget",
        "space { stop.epochs = [1, 2] }|it cannot be searched: it bounds the budget",
        "space { batch-size { values = [1], when { optimizer.nam = [sgd] } } }|when.optimizer.nam: there is no such key (did you mean 'optimizer.name'?)",
        "space { batch-size { values = [1], when { shuffle = [false] } } }|but it is true in all trials",
        "space = 3|search.space is missing",
        "metric = loss|search.space is missing",
        "spase { batch-size = [1] }|search.spase: there is no such key",
        "strategy = gird, space { batch-size = [1] }|it takes grid | random | sobol",
        "strategy = random, space { batch-size = [1, 2] }|search.trials is missing: strategy = random",
        "trials = 3, space { batch-size = [1, 2] }|search.trials = 3: strategy = grid does not take it; it takes strategy, metric",
        "strategy = hyperband, workers = 3, space { batch-size = [1] }|search.workers = 3: strategy = hyperband does not take it",
        "strategy = hyperband, min-budget = 4, space { batch-size = [1] }|search.min-budget = 4 leaves no room for halving: the whole budget is epochs = 9",
        "metric = accuracy, space { batch-size = [1] }|accuracy is not measured; there are loss, validation-loss, rmse, r2, mae (model.type = linear)",
        "metric = rmes, space { batch-size = [1] }|(did you mean 'rmse'?)",
        "metric = log-loss, space { model.type = [logistic] }|without weights it is the loss; say validation-loss",
        "folds = 5, space { batch-size = [1] }|search.folds = 5: data.validation-fraction holds out rows already",
        "folds = 1, space { batch-size = [1] }|search.folds = 1 is not allowed",
        "budget = steps, space { batch-size = [1] }|stop.steps is missing",
        "way = task, space { engine = [rounds] }|search.way = task: a task takes exact steps",
        "space { data.validation-fraction = [0.2, 0] }|there are no held-out rows",
      })
  void whatCannotBeSearchedIsToldInOneLineWithItsPlace(String search, String message)
      throws IOException {
    assertThatThrownBy(() -> read("search { " + search + " }"))
        .isInstanceOf(InputException.class)
        .message()
        .contains("job.conf:", message)
        .doesNotContain("\n");
  }

  @Test
  void anImpossibleTrialIsToldWithItsSettingsAndTheConditionThatHelps() throws IOException {
    assertThatThrownBy(
            () ->
                read(
                    "search.space { optimizer.name = [sgd, adam, rmsprop], optimizer.momentum = [0.5] }"))
        .message()
        .contains(
            "job.conf:4: optimizer.momentum: adam has no such setting",
            "so it is in trial 1: optimizer.momentum = 0.5, optimizer.name = adam",
            "give search.space.optimizer.momentum a condition: when { optimizer.name = [sgd,"
                + " rmsprop] }");
    assertThatThrownBy(
            () -> read("optimizer.beta1 = 0.8\nsearch.space { optimizer.name = [adam, sgd] }"))
        .message()
        .contains(
            "job.conf:4: optimizer.beta1: sgd has no such setting",
            "move it into search.space as { values = [ … ], when { optimizer.name = [adam] } }");
  }

  @Test
  void oneBudgetIsNeededForAllTrials() throws IOException {
    Path file =
        write(
            """
            data { path = rows.csv, validation-fraction = 0.2 }
            search.space { optimizer.name = [adam, lbfgs] }
            """);

    assertThatThrownBy(() -> SearchJobFile.read(file, List.of()))
        .hasMessageContaining("epochs is not set, and is 100 where optimizer.name = lbfgs");
    assertThat(SearchJobFile.read(file, List.of("epochs=5")).budget()).isEqualTo(5);
  }

  @Test
  void aJobOfAnotherCommandIsToldSo() throws IOException {
    Path train = write(JOB);
    assertThatThrownBy(() -> SearchJobFile.read(train, List.of()))
        .hasMessageContaining("search is missing: the section with the space");
    Path search = write(JOB + "search.space { batch-size = [1] }");
    assertThatThrownBy(() -> JobFile.read(search, List.of()))
        .hasMessageContaining("this is a job for search", "submit/bellows search takes it");
    Path misspelt = write(JOB + "searh { space { batch-size = [1] } }");
    assertThatThrownBy(() -> SearchJobFile.read(misspelt, List.of()))
        .hasMessageContaining("searh: there is no such key (did you mean 'search'?)");
  }
}

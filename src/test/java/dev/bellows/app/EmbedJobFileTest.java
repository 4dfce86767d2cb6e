package dev.bellows.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.corpus.CorpusSettings;
import dev.bellows.embed.replica.Objective;
import dev.bellows.embed.sampling.SubsamplingForm;
import dev.bellows.train.Interval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedJobFileTest {
  private static final String JOB =
      """
      corpus {
        path = text.txt
        min-count = 3
      }
      dimensions = 50
      epochs = 4
      """;

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("words.conf"), text);
  }

  private EmbedJob read(String text, String... sets) throws IOException {
    return EmbedJobFile.read(write(text), List.of(sets));
  }

  private void assertRefused(String text, String... parts) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> EmbedJobFile.read(file, List.of()))
        .isInstanceOf(InputException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }

  @Test
  void aJobIsReadWithItsDefaults() throws IOException {
    EmbedJob job = read(JOB);

    assertThat(job.name()).isEqualTo("words");
    assertThat(job.corpus().get(CorpusSettings.PATH)).isEqualTo("text.txt");
    assertThat(job.corpus().get(CorpusSettings.MIN_COUNT)).isEqualTo(3);
    assertThat(job.corpus().get(CorpusSettings.FORMAT)).isEqualTo(CorpusSettings.Format.TEXT);
    assertThat(job.top().get(EmbedSettings.DIMENSIONS)).isEqualTo(50);
    assertThat(job.top().get(EmbedSettings.EPOCHS)).isEqualTo(4);
    assertThat(job.top().get(EmbedSettings.OBJECTIVE)).isEqualTo(Objective.SKIP_GRAM);
    assertThat(job.top().isSet(EmbedSettings.THREADS)).isFalse();
    assertThat(job.section(JobSettings.CHECKPOINT).get(EmbedJobSettings.CHECKPOINT_EVERY))
        .isEqualTo(Interval.seconds(600));
    assertThat(job.section(JobSettings.OUTPUT).get(JobSettings.OUTPUT_DIR)).isNull();
  }

  @Test
  void theCommandLineOverridesTheFile() throws IOException {
    EmbedJob job =
        read(
            JOB,
            "name=mine",
            "corpus.path=hdfs://host:9000/a b/*.gz",
            "objective=cbow",
            "subsampling-form=word2vec",
            "checkpoint.every=2 epochs",
            "output.dir=there",
            "dimensions=7",
            "dimensions=8");

    assertThat(job.name()).isEqualTo("mine");
    assertThat(job.corpus().get(CorpusSettings.PATH)).isEqualTo("hdfs://host:9000/a b/*.gz");
    assertThat(job.top().get(EmbedSettings.OBJECTIVE)).isEqualTo(Objective.CBOW);
    assertThat(job.top().get(EmbedSettings.SUBSAMPLING_FORM)).isEqualTo(SubsamplingForm.WORD2VEC);
    assertThat(job.section(JobSettings.CHECKPOINT).get(EmbedJobSettings.CHECKPOINT_EVERY))
        .isEqualTo(Interval.epochs(2));
    assertThat(job.section(JobSettings.OUTPUT).get(JobSettings.OUTPUT_DIR)).isEqualTo("there");
    assertThat(job.top().get(EmbedSettings.DIMENSIONS)).as("the last one counts").isEqualTo(8);
  }

  @Test
  void nullMeansNotSet() throws IOException {
    EmbedJob job = read(JOB, "epochs=null", "corpus.min-count=null");

    assertThat(job.top().get(EmbedSettings.EPOCHS)).isEqualTo(5);
    assertThat(job.corpus().get(CorpusSettings.MIN_COUNT)).isEqualTo(5);
    assertRefused("corpus { path = null }", "corpus.path is missing");
  }

  @Test
  void theWrittenJobGivesTheSameJobAgain() throws IOException {
    EmbedJob job =
        read(
            JOB,
            "name=mine",
            "corpus.path=/a \"b\"/*.gz",
            "corpus.format=parquet",
            "corpus.column=the words",
            "seed=-5",
            "replicas=3",
            "merge-words=1e6",
            "subsampling=1e-5",
            "checkpoint.every=90 seconds",
            "output.dir=there");

    EmbedJob again = read(job.render());

    assertThat(again.render()).isEqualTo(job.render());
    assertThat(again.name()).isEqualTo("mine");
    assertThat(again.top().withDefaultsOf(EmbedJobSettings.TOP))
        .isEqualTo(job.top().with(JobSettings.NAME, "mine").withDefaultsOf(EmbedJobSettings.TOP));
    assertThat(again.corpus()).isEqualTo(job.corpus().withDefaultsOf(CorpusSettings.ALL));
    assertThat(again.section(JobSettings.CHECKPOINT).get(EmbedJobSettings.CHECKPOINT_EVERY))
        .isEqualTo(Interval.seconds(90));
  }

  @Test
  void theWrittenJobSaysItsDefaultsButNotWhereItIsKept() throws IOException {
    EmbedJob job = read(JOB, "output.dir=there");

    assertThat(job.written())
        .containsEntry("name", "\"words\"")
        .containsEntry("objective", "skip-gram")
        .containsEntry("negatives", "5")
        .containsEntry("deterministic", "false")
        .containsEntry("corpus.format", "text")
        .containsEntry("checkpoint.every", "\"10 minutes\"")
        .doesNotContainKeys("threads", "replicas", "merge-words", "corpus.column", "output.dir");
  }

  @Test
  void whatIsOfUseOnAClusterOnlyMayBeSetAnywhere() throws IOException {
    assertThat(read(JOB, "merge-words=5000").top().get(EmbedSettings.MERGE_WORDS)).isEqualTo(5000);
    assertThat(read(JOB, "deterministic=true", "threads=1", "replicas=2").top().values())
        .containsEntry("deterministic", true);
  }

  @Test
  void aConstantLearningRateIsAllowed() throws IOException {
    EmbedJob job = read(JOB, "learning-rate=0.05", "final-learning-rate=0.05");

    assertThat(job.top().get(EmbedSettings.FINAL_LEARNING_RATE)).isEqualTo(0.05);
  }

  @Test
  void whatCannotWorkTogetherIsRefusedAtItsPlace() throws IOException {
    assertRefused(
        "corpus { path = a }\nfinal-learning-rate = 0.5",
        "words.conf:2: final-learning-rate = 0.5 is above learning-rate = 0.025");
    assertRefused(
        "corpus { path = a }\n\nlearning-rate = 1e-5",
        "words.conf:3: final-learning-rate = 1.0E-4 is above learning-rate = 1.0E-5");
    assertRefused(
        "corpus { path = a }\ndeterministic = true\nthreads = 4",
        "words.conf:3: threads = 4 and deterministic = true exclude each other: ");
    assertRefused(
        "corpus { path = a\n column = words }",
        "words.conf:2: corpus.column = words: corpus.format = text has no columns");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dimensions=0|dimensions = 0 is not allowed; it takes a whole number from 1 to 10000",
        "window=2000|window = 2000 is not allowed; it takes a whole number from 1 to 1000",
        "negatives=0|negatives = 0 is not allowed; it takes a whole number from 1 to 100",
        "negative-exponent=3|negative-exponent = 3 is not allowed; it takes a number from -2 to 2",
        "objective=skipgram|objective = skipgram is not allowed; it takes skip-gram | cbow",
        "subsampling-form=gensim|it takes paper | word2vec",
        "subsampling=-1|subsampling = -1 is not allowed; it takes a number of at least 0",
        "learning-rate=0|learning-rate = 0 is not allowed; it takes a number greater than 0",
        "deterministic=maybe|deterministic = maybe is not allowed; it takes true or false",
        "corpus.format=json|corpus.format = json is not allowed; it takes text | parquet",
        "corpus.min-count=0|corpus.min-count = 0 is not allowed; it takes a whole number of",
        "corpus.path={a=1}|corpus.path = {a=1} is not allowed; it takes a text",
        "checkpoint.every=20 steps|checkpoint.every = 20 steps is not allowed; it takes epoch | N"
            + " epochs | N seconds | N minutes | N hours | end | none",
        "checkpoint.keep=0|checkpoint.keep = 0 is not allowed",
        "name=a/b|name = a/b: a file name"
      })
  void aValueThatIsNotAllowedIsToldWithWhatIs(String set, String message) throws IOException {
    Path file = write(JOB);

    assertThatThrownBy(() -> EmbedJobFile.read(file, List.of(set)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("--set " + set + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10 minutes", "epoch", "3 epochs", "end", "none"})
  void checkpointsAreSavedByTimeOrEpochOrNotAtAll(String every) throws IOException {
    EmbedJob job = read(JOB, "checkpoint.every=" + every);

    assertThat(job.section(JobSettings.CHECKPOINT).get(EmbedJobSettings.CHECKPOINT_EVERY))
        .hasToString(every);
  }

  @Test
  void anUnknownKeyIsToldWithItsLineAndTheNearestSpelling() throws IOException {
    assertRefused(
        "corpus { path = a }\ndimension = 3",
        "words.conf:2: dimension: there is no such key (did you mean 'dimensions'?)");
    assertRefused(
        "corpus {\n path = a\n mincount = 3\n}",
        "words.conf:3: corpus.mincount: there is no such key (did you mean 'corpus.min-count'?)");
    assertRefused(
        "corpus { path = a }\nmin-count = 3",
        "words.conf:2: min-count: there is no such key (did you mean 'corpus.min-count'?)");
    assertRefused("corpus { path = a }\nbatch-size = 3", "words.conf:2: batch-size: there is no");
    assertRefused("crpus { path = a }", "words.conf:1: crpus: there is no such key");
  }

  @Test
  void aJobWithoutACorpusIsRefused() throws IOException {
    assertRefused("epochs = 3", "corpus.path is missing: the file or folder with the text");
    assertRefused("corpus = 3", "words.conf:1: corpus is a section: write corpus { … }");
  }

  @ParameterizedTest
  @ValueSource(strings = {"data { path = a }", "model.type = linear", "optimizer { name = adam }"})
  void aJobForTrainIsToldSo(String section) throws IOException {
    assertRefused(
        "epochs = 3\n" + section,
        "words.conf:2: this is a job for train: it has a section " + section.split("[ .]")[0],
        "submit/bellows train takes it");
  }

  @Test
  void aSectionOfTrainBesideACorpusIsAnUnknownKey() throws IOException {
    assertRefused(
        "corpus { path = a }\noptimizer { name = adam }",
        "words.conf:2: optimizer: there is no such key");
  }

  @Test
  void aVariableThatIsNotSetIsToldByName() throws IOException {
    assertRefused(
        "corpus {\n  path = ${BELLOWS_NO_SUCH_VARIABLE}\"/x\"\n}",
        "words.conf:2: BELLOWS_NO_SUCH_VARIABLE is not set");
  }

  @Test
  void aMissingFileIsToldWithTheNearestOne() throws IOException {
    write(JOB);
    Path missing = folder.resolve("wrods.conf");

    assertThatThrownBy(() -> EmbedJobFile.read(missing, List.of()))
        .hasMessageContaining("there is no such job file (did you mean 'words.conf'?)");
  }

  @ParameterizedTest
  @CsvSource({"ptb, PAPER, 5, 0.1", "wiki, WORD2VEC, 3, 0.025"})
  void theShippedJobsAreRight(String name, SubsamplingForm form, long epochs, double rate) {
    EmbedJob job =
        EmbedJobFile.read(Path.of("conf", name + ".conf"), List.of("corpus.path=elsewhere"));

    assertThat(job.name()).isEqualTo(name);
    assertThat(job.corpus().get(CorpusSettings.MIN_COUNT)).isEqualTo(5);
    assertThat(job.top().get(EmbedSettings.DIMENSIONS)).isEqualTo(100);
    assertThat(job.top().get(EmbedSettings.WINDOW)).isEqualTo(5);
    assertThat(job.top().get(EmbedSettings.NEGATIVES)).isEqualTo(5);
    assertThat(job.top().get(EmbedSettings.SUBSAMPLING)).isEqualTo(1e-4);
    assertThat(job.top().get(EmbedSettings.SUBSAMPLING_FORM)).isEqualTo(form);
    assertThat(job.top().get(EmbedSettings.EPOCHS)).isEqualTo(epochs);
    assertThat(EmbedSettings.learningRate(job.top())).isEqualTo(rate);
  }
}

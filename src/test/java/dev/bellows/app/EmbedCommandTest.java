package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.TestSpark;
import dev.bellows.embed.vectors.WordVectorFiles;
import dev.bellows.embed.vectors.WordVectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbedCommandTest {
  private static final String[] FRUIT = "apple pear plum cherry grape".split(" ");
  private static final String[] TOOLS = "hammer saw drill chisel plane".split(" ");

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    TestSpark.session();
  }

  /** Sentences of five fruits, and sentences of five tools. */
  private Path text(int sentences) throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    for (int s = 0; s < sentences; s++) {
      String[] words = random.nextBoolean() ? FRUIT : TOOLS;
      for (int w = 0; w < 8; w++) {
        text.append(words[random.nextInt(words.length)]).append(w < 7 ? " " : "\n");
      }
    }
    return Files.writeString(folder.resolve("text.txt"), text);
  }

  private Path job(Path text) throws IOException {
    String job =
        """
        corpus { path = "%s", min-count = 1 }
        dimensions = 8
        epochs = 4
        learning-rate = 0.1
        subsampling = 0
        deterministic = true
        """;
    return Files.writeString(folder.resolve("job.conf"), job.formatted(text));
  }

  private Ended embed(Path job, String name, Object... more) {
    Object[] words = {"embed", job, "--set", "output.dir=" + folder.resolve(name)};
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return run(all);
  }

  @Test
  void aTextBecomesVectorsThatKnowWhatStandsTogether() throws IOException {
    Ended ended = embed(job(text(2000)), "run");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err())
        .contains("2,000 sentences of 16,000 words, 16,000 of them in a vocabulary of 10")
        .contains("holds the vectors and all about the run");
    assertThat(ended.out()).matches("loss: 0\\.\\d{4}, [\\d,]+ words per second, .* training\\R");
    Path run = folder.resolve("run");
    assertThat(run.resolve("summary.json")).content().contains("\"epochs\" : 4");
    assertThat(run.resolve("epochs.csv")).content().hasLineCount(5);
    WordVectors vectors = WordVectorFiles.load(run);
    assertThat(vectors.neighbors("apple", 4))
        .extracting(neighbor -> neighbor.word())
        .containsExactlyInAnyOrder("pear", "plum", "cherry", "grape");
    assertThat(WordVectorFiles.load(run.resolve("vectors.parquet")).vector("saw"))
        .isEqualTo(vectors.vector("saw"));
  }

  @Test
  void theSameSeedGivesTheSameFileHoweverItIsAsked() throws IOException {
    Path text = text(300);
    assertThat(embed(job(text), "one").code()).isZero();
    assertThat(embed(folder.resolve("one/job.conf"), "two").code()).isZero();
    assertThat(embed(job(text), "three", "--set", "seed=2").code()).isZero();

    byte[] one = Files.readAllBytes(folder.resolve("one/vectors.parquet"));
    assertThat(Files.readAllBytes(folder.resolve("two/vectors.parquet"))).isEqualTo(one);
    assertThat(Files.readAllBytes(folder.resolve("three/vectors.parquet"))).isNotEqualTo(one);
  }

  @Test
  void aRunGoesOnFromItsLastCheckpointThatIsWhole() throws IOException {
    Path job = job(text(300));
    assertThat(embed(job, "run", "--set", "checkpoint.every=epoch").code()).isZero();
    Path run = folder.resolve("run");
    byte[] whole = Files.readAllBytes(run.resolve("vectors.parquet"));
    Files.delete(run.resolve("vectors.parquet"));
    Path newest = run.resolve("checkpoints/round-000000000003.safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 5] ^= 4;
    Files.write(newest, bytes);

    Ended ended = run("embed", "--resume", run);

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("round-000000000003.safetensors is damaged, and left out");
    assertThat(Files.readAllBytes(run.resolve("vectors.parquet"))).isEqualTo(whole);

    Ended changed = run("embed", "--resume", run, "--set", "window=3");
    assertThat(changed.code()).isEqualTo(Main.MISTAKE);
    assertThat(changed.err()).contains("the job has changed: window: 3, was 5");
    Files.writeString(folder.resolve("text.txt"), "quite another text\n", StandardCharsets.UTF_8);
    Ended other = run("embed", "--resume", run);
    assertThat(other.code()).isEqualTo(Main.MISTAKE);
    assertThat(other.err()).contains("holds another text than when the run was begun");
  }

  @Test
  void aModelLearnsFurtherOnAnotherTextAndNewWordsJoin() throws IOException {
    assertThat(embed(job(text(300)), "run").code()).isZero();
    WordVectors before = WordVectorFiles.load(folder.resolve("run"));
    Path more = Files.writeString(folder.resolve("more.txt"), "apple quince\nquince pear\n");

    Ended ended =
        embed(
            job(more),
            "further",
            "--set",
            "continue=" + folder.resolve("run"),
            "--set",
            "epochs=1");

    assertThat(ended.code()).as(ended.err()).isZero();
    WordVectors after = WordVectorFiles.load(folder.resolve("further"));
    assertThat(after.vocabulary().size()).isEqualTo(11);
    assertThat(after.vocabulary().count(after.id("apple")))
        .isEqualTo(before.vocabulary().count(before.id("apple")) + 1);
    assertThat(after.vector("hammer")).isEqualTo(before.vector("hammer"));
    assertThat(after.vector("apple")).isNotEqualTo(before.vector("apple"));
    assertThat(
            embed(
                    job(more),
                    "no",
                    "--set",
                    "continue=" + folder.resolve("run"),
                    "--set",
                    "dimensions=9")
                .err())
        .contains("its vectors have 8 dimensions, and dimensions = 9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "corpus.path=nowhere.txt | there is no such file",
        "corpus.min-count=100000 | no word of",
        "corpus.pth=a | there is no such key",
        "replicas=100 | only 2 tasks can run at a time",
        "objective=skipgram | skip-gram",
        "dimensions=0 | dimensions",
        "continue=nowhere | there is no such model",
      })
  void aMistakeIsOneLineAndNothingIsWritten(String set, String message) throws IOException {
    Ended ended = embed(job(text(20)), "run", "--set", set);

    assertThat(ended.code()).as(ended.err()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err()).contains(message).hasLineCount(1);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aTextWithoutPairsIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.txt"), "one\ntwo\none\n");

    Ended ended = embed(job(text), "run");

    assertThat(ended.code()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err()).contains("no sentence has two words of the vocabulary");
  }

  @Test
  void vectorsThatExplodeEndTheRun() throws IOException {
    Ended ended = embed(job(text(300)), "run", "--set", "learning-rate=1e7");

    assertThat(ended.code()).isEqualTo(Main.FAILED);
    assertThat(ended.err()).contains("bellows: the vectors explode: in epoch 1");
    assertThat(folder.resolve("run/model.safetensors")).doesNotExist();
  }
}

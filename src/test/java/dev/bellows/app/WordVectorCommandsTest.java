package dev.bellows.app;

import static dev.bellows.app.Ended.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bellows.embed.vectors.ToyVectors;
import dev.bellows.embed.vectors.WordVectorFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask trained vectors; none of them starts Spark. */
class WordVectorCommandsTest {
  @TempDir private Path folder;

  private Path model;

  @BeforeEach
  void writeModel() throws IOException {
    model = Files.createDirectory(folder.resolve("run"));
    WordVectorFiles.save(ToyVectors.royal(), model.resolve(WordVectorFiles.MODEL));
  }

  private static void assertMistake(Ended ended, String message) {
    assertThat(ended.code()).as(ended.err()).isEqualTo(Main.MISTAKE);
    assertThat(ended.err()).contains(message);
    assertThat(ended.err().trim().lines()).as("one line: %s", ended.err()).hasSize(1);
    assertThat(ended.out()).isEmpty();
  }

  private static void assertPrinted(Ended ended, String text) {
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).isEqualToNormalizingNewlines(text);
  }

  @Test
  void neighborsPrintsTheCosinesAsTheBooksDo() {
    // 3 / √9.01
    assertPrinted(run("neighbors", model, "apple", "--count", 1), "cosine sim=0.999: pear\n");
    assertPrinted(
        run("neighbors", model, "apple", "king", "--count=1"),
        """
        apple:
        cosine sim=0.999: pear
        king:
        cosine sim=0.894: man
        """); // 2 / √5.01
  }

  @Test
  void analogyTakesTheSecondWordAwayAndAddsTheThird() {
    Ended ended = run("analogy", model, "king", "man", "woman", "--count", 1);

    assertThat(ended.out()).matches("cosine sim=0\\.\\d{3}: queen\\R");
    assertThat(run("analogy", model, "king", "man", "woman").out().lines()).hasSize(4);
  }

  @Test
  void anUnknownWordEndsTheCommandBeforeItPrints() {
    assertMistake(
        run("neighbors", model, "apple", "quen"),
        "'quen' is not in the vocabulary (did you mean 'queen'?)");
    assertMistake(run("analogy", model, "king", "mann", "woman"), "did you mean 'man'");
  }

  @Test
  void scorePrintsEachSectionAndAllOfThem() throws IOException {
    Path pairs =
        Files.writeString(
            folder.resolve("pairs.csv"), "a,b,score\nman,king,7\nman,queen,2\napple,plum,9\n");
    Path questions =
        Files.writeString(
            folder.resolve("questions.txt"),
            ": royal\nman king woman queen\nman king woman apple\n: fruit\napple plum pear plums\n");

    assertPrinted(
        run("score", model, "--similarity", pairs, "--analogies", questions),
        """
        pairs.csv                    Spearman 1.000 (2 of 3 pairs)
          royal                      accuracy 0.500 (1 of 2 right, 2 questions)
          fruit                      accuracy - (0 of 0 right, 1 questions)
        questions.txt                accuracy 0.500 (1 of 2 right, 3 questions)
        """);
    assertMistake(run("score", model), "score takes --similarity PAIRS, --analogies QUESTIONS");
    assertMistake(run("score", model, "--similarity", "no.csv"), "no.csv: there is no such file");
    assertMistake(
        run("score", model, "--analogies", questions, "--most-frequent", 0),
        "--most-frequent 0 is not allowed; it takes 1 or more");
  }

  @Test
  void exportAndImportGoThroughEveryFormat() throws IOException {
    Object from = model;
    for (String name : new String[] {"v.txt", "v.bin", "v.parquet", "v.bin.gz", "v.safetensors"}) {
      Path to = folder.resolve(name);
      String word = name.endsWith(".safetensors") ? "import" : "export";
      assertPrinted(run(word, from, to), "7 words of 3 dimensions in " + to + "\n");
      from = to;
    }

    String asked = run("neighbors", model, "queen").out();
    assertPrinted(run("neighbors", from, "queen"), asked);
  }

  @Test
  void exportWritesOverNothingAndLeavesNothingHalfWritten() throws IOException {
    Path precious = Files.writeString(folder.resolve("v.txt"), "precious");
    assertMistake(run("export", model, precious), "exists already");
    assertThat(precious).hasContent("precious");
    assertMistake(run("export", model, folder.resolve("v.npy")), "ends in .safetensors");
    assertMistake(run("export", model, folder.resolve("no/v.txt")), "there is no folder");
    Path torn = Files.writeString(folder.resolve("torn.txt"), "2 2\na 1 2\n");
    Path out = folder.resolve("out.safetensors");
    assertMistake(run("import", torn, out), "torn.txt ends with line 2");
    assertThat(out).doesNotExist();
    assertMistake(run("import", folder.resolve("none.txt"), out), "there is no such model");
    assertMistake(run("neighbors", folder, "a"), "model.safetensors: there is no such model");
  }

  @Test
  void aPictureIsAPngAndAPage() {
    Ended ended = run("picture", model, "--words", 5);

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("words.png is the picture", "words.html is the picture");
    assertThat(model.resolve("words.png")).isNotEmptyFile();
    assertThat(model.resolve("words.html")).content().contains("\"queen\"", "5 most frequent");

    Path other = folder.resolve("a/b");
    assertThat(run("picture", model, "--pca", "--out", other).code()).isZero();
    assertThat(other.resolve("words.png")).exists();
    assertMistake(run("picture", model, "--words", 1), "--words 1 is not allowed; it takes 2");
    assertMistake(run("picture", model, "--words", 2001), "it takes 2 to 2000");
  }

  @Test
  void helpTellsTheOrderOfAnAnalogy() {
    assertThat(run("help").out())
        .contains("neighbors", "analogy", "score", "export", "import", "picture");
    assertThat(run("help", "analogy").out()).contains("A - B + C", "king man woman");
    assertThat(run("help", "neighbors").out()).contains("MODEL WORD...", "default 10");
  }
}

package dev.bellows.embed.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bellows.InputException;
import dev.bellows.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoresTest {
  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void equalValuesShareTheirMeanRankAsInSciPy() {
    double[] x = {1, 2, 2, 3.5, -1, 2, 9};
    double[] y = {3, 1, 4, 1, 5, 9, 2};

    // scipy.stats.spearmanr(x, y)[0], SciPy 1.10
    assertThat(Spearman.correlation(x, y)).isCloseTo(-0.523570314404736, within(1e-12));
    assertThat(Spearman.ranks(x)).containsExactly(2, 4, 4, 6, 1, 4, 7);
  }

  @Test
  void whereNothingCanBeComparedThereIsNoCorrelation() {
    assertThat(Spearman.correlation(new double[] {1}, new double[] {2})).isNaN();
    assertThat(Spearman.correlation(new double[0], new double[0])).isNaN();
    assertThat(Spearman.correlation(new double[] {1, 1}, new double[] {1, 2})).isNaN();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Word 1,Word 2,Human (mean)\r\nMan,KING,7.5\r\nman,queen,2\r\napple,pear,9\r\nman,x,1\r\n",
        "word1\tword2\tPOS\tSimLex999\nman\tking\tN\t7.5\nman\tqueen\tN\t2\napple\tpear\tN\t9\n"
            + "x\tman\tN\t1\n",
        "man king 7.5\nman queen 2\n\napple pear 9\nx man 1"
      })
  void pairsAreReadWithCommasTabsOrSpacesAndWithOrWithoutAHeader(String text) throws IOException {
    Scores.Similarity score = Scores.similarity(ToyVectors.royal(), file("pairs.csv", text));

    assertThat(score.pairs()).isEqualTo(3);
    assertThat(score.all()).isEqualTo(4);
    assertThat(score.correlation()).isCloseTo(1, within(1e-12)); // 0.89, 0.04 and 1.00
  }

  @Test
  void pairsThatAreNoneAreToldByTheirLine() throws IOException {
    Path bad = file("bad.csv", "a,b,score\nman,king,7\nman,king\n");
    assertThatThrownBy(() -> Scores.similarity(ToyVectors.royal(), bad))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bad.csv, line 3: 'man,king' is not two words and a number");
    Path empty = file("empty.csv", "a,b,score\n");
    assertThatThrownBy(() -> Scores.similarity(ToyVectors.royal(), empty))
        .hasMessageContaining("no pair of words");
    assertThatThrownBy(() -> Scores.similarity(ToyVectors.royal(), folder.resolve("none")))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void analogiesAreCountedBySectionAndInAll() throws IOException {
    Path questions =
        file(
            "questions.txt",
            """
            : royal
            Man King Woman Queen
            king man queen woman
            man king woman apple
            : fruit
            apple pear apple plum
            apple pear king zero
            """);

    Scores.Analogies score = Scores.analogies(ToyVectors.royal(), questions, 30_000);

    assertThat(score.sections())
        .containsExactly(
            new Scores.Section("royal", 2, 3, 3), new Scores.Section("fruit", 0, 1, 2));
    assertThat(score.total()).isEqualTo(new Scores.Section("questions.txt", 2, 4, 5));
    assertThat(score.total().accuracy()).isEqualTo(0.5);
    assertThat(Scores.analogies(ToyVectors.royal(), questions, 4).total().asked()).isEqualTo(2);
  }

  @Test
  void questionsThatAreNoneAreToldByTheirLine() throws IOException {
    Path bad = file("bad.txt", ": a\nman king woman\n");
    assertThatThrownBy(() -> Scores.analogies(ToyVectors.royal(), bad, 10))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bad.txt, line 2: 'man king woman' is neither four words");
    Path empty = file("none.txt", ": a\n");
    assertThatThrownBy(() -> Scores.analogies(ToyVectors.royal(), empty, 10))
        .hasMessageContaining("has no question");
  }

  /** All questions in one go against asking one after the other. */
  @Test
  void questionsAskedTogetherAreAnsweredAsAlone() throws IOException {
    int words = 1003;
    Random random = new Random(3);
    List<String> names = new ArrayList<>();
    float[][] rows = new float[words][11];
    for (int id = 0; id < words; id++) {
      names.add("w" + id);
      for (int i = 0; i < 11; i++) {
        rows[id][i] = (float) random.nextGaussian();
      }
    }
    WordVectors vectors = ToyVectors.of(names, rows);
    StringBuilder text = new StringBuilder();
    for (int q = 0; q < 301; q++) {
      String a = "w" + random.nextInt(words);
      String b = "w" + random.nextInt(words);
      String c = "w" + random.nextInt(words);
      String d =
          q % 2 == 0 ? vectors.analogy(a, b, c, 1).get(0).word() : "w" + random.nextInt(words);
      text.append("%s %s %s %s%n".formatted(a, b, c, d));
    }

    Scores.Analogies score = Scores.analogies(vectors, file("many.txt", text.toString()), words);

    assertThat(score.sections()).hasSize(1);
    assertThat(score.total().asked()).isEqualTo(301);
    assertThat(score.total().right()).isBetween(151, 154); // and a lucky guess
  }

  @Test
  void theRealFilesAreReadWhole() throws IOException {
    Path pairs = RealData.file("eval/wordsim353-combined.csv");
    Path questions = RealData.file("eval/questions-words.txt");
    Set<String> words = new HashSet<>();
    for (String line : Files.readAllLines(questions)) {
      if (!line.startsWith(":")) {
        words.addAll(List.of(line.toLowerCase().split(" ")));
      }
    }
    Random random = new Random(1);
    float[][] rows = new float[words.size()][10];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    WordVectors vectors = ToyVectors.of(List.copyOf(words), rows);

    assertThat(Scores.similarity(vectors, pairs).all()).isEqualTo(353);
    Scores.Analogies score = Scores.analogies(vectors, questions, Scores.MOST_FREQUENT);
    assertThat(score.sections()).hasSize(14);
    assertThat(score.total().asked()).isEqualTo(19_544);
    assertThat(score.total().all()).isEqualTo(19_544);
  }
}

package dev.bellows.embed.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.RealData;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import dev.bellows.data.Dataset;
import dev.bellows.data.PackedBlock;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.corpus.Sentences;
import dev.bellows.linalg.WordWindows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowExamplesTest {
  private static final Settings ALL_WORDS = Settings.DEFAULTS.with(EmbedSettings.SUBSAMPLING, 0.0);
  private static final PlainText TEXT = PlainText.of(lines(), 1);

  /** Lines of 0 to 11 words, the frequent ones first in the alphabet. */
  private static List<String> lines() {
    Random random = new Random(9);
    return IntStream.range(0, 90)
        .mapToObj(
            line ->
                IntStream.range(0, random.nextInt(12))
                    .mapToObj(i -> "w" + (int) (60 * Math.pow(random.nextDouble(), 2)))
                    .reduce("", (a, b) -> a + " " + b))
        .toList();
  }

  /** A window as its words. */
  private record Window(int centre, List<Integer> contexts, List<Integer> negatives) {}

  private static List<Window> windows(PlainText text, Settings settings, int shares, int blocks) {
    Dataset dataset =
        WindowExamples.of(
            text.shares(TestSpark.context(), shares), text.vocabulary(), settings, blocks);
    List<Window> windows = new ArrayList<>();
    for (PackedBlock block : dataset.collect()) {
      assertThat(block.firstRow())
          .isEqualTo(windows.size())
          .isEqualTo(Dataset.firstRow(block.number(), blocks, dataset.rows()));
      block.visitAll(
          (piece, rows, count) ->
              Arrays.stream(rows, 0, count)
                  .forEach(row -> windows.add(window((WordWindows) piece, row))));
    }
    assertThat(windows).hasSize((int) dataset.rows());
    assertThat(dataset.columns()).isEqualTo(text.vocabulary().size());
    dataset.unpersist();
    return windows;
  }

  private static Window window(WordWindows windows, int e) {
    int negatives = windows.negatives()[e];
    return new Window(
        windows.centre(e),
        words(windows, windows.contexts(e), negatives),
        words(windows, negatives, windows.end(e)));
  }

  private static List<Integer> words(WordWindows windows, int from, int to) {
    return Arrays.stream(windows.words(), from, to).boxed().toList();
  }

  @Test
  void theWindowsDependNeitherOnSharesNorOnBlocks() {
    List<Window> one = windows(TEXT, Settings.DEFAULTS, 1, 1);

    assertThat(windows(TEXT, Settings.DEFAULTS, 3, 1)).isEqualTo(one);
    assertThat(windows(TEXT, Settings.DEFAULTS, 2, 7)).isEqualTo(one);
    assertThat(windows(TEXT, Settings.DEFAULTS, 5, 200)).isEqualTo(one);
    Settings other = Settings.DEFAULTS.with(EmbedSettings.SEED, 2L);
    assertThat(windows(TEXT, other, 1, 1)).isNotEqualTo(one);
  }

  @Test
  void everyWordOfASentenceOfTwoIsACentreInTheOrderOfTheText() {
    List<Integer> centres = windows(TEXT, ALL_WORDS, 2, 3).stream().map(Window::centre).toList();

    assertThat(centres)
        .isEqualTo(
            TEXT.sentences().stream()
                .filter(words -> words.length >= 2)
                .flatMapToInt(Arrays::stream)
                .boxed()
                .toList());
  }

  @Test
  void contextsAreTheNeighboursToBothSides() {
    List<Window> windows = windows(TEXT, ALL_WORDS, 2, 3);
    int[] reaches = new int[6];
    int at = 0;
    for (int[] words : TEXT.sentences()) {
      for (int i = 0; i < words.length && words.length >= 2; i++) {
        Window window = windows.get(at++);
        int reach = 1;
        while (!neighbours(words, i, reach).equals(window.contexts())) {
          reach++;
          assertThat(reach).isLessThanOrEqualTo(5);
        }
        if (i >= 5 && i < words.length - 5) {
          reaches[reach]++; // where no end of the sentence is in the way
        }
      }
    }
    assertThat(Arrays.stream(reaches).skip(1)).as("each reach comes").doesNotContain(0);
  }

  private static List<Integer> neighbours(int[] words, int centre, int reach) {
    return IntStream.rangeClosed(centre - reach, centre + reach)
        .filter(i -> i >= 0 && i < words.length && i != centre)
        .map(i -> words[i])
        .boxed()
        .toList();
  }

  @Test
  void negativesAreNeverContexts() {
    for (Window window : windows(TEXT, ALL_WORDS, 2, 3)) {
      assertThat(window.negatives())
          .hasSize(5 * window.contexts().size())
          .doesNotContainAnyElementsOf(window.contexts());
    }
  }

  @Test
  void whereOnlyARareWordIsNoContextItIsTheNegative() {
    // Where a, b and c are all contexts, only "d" is left: one draw in ten million.
    List<String> lines = new ArrayList<>(Collections.nCopies(100, "a b c a b c ".repeat(17)));
    lines.add("d");
    Settings settings =
        ALL_WORDS.with(EmbedSettings.NEGATIVE_EXPONENT, 2.0).with(EmbedSettings.WINDOW, 50L);
    PlainText text = PlainText.of(lines, 1);
    int rare = text.vocabulary().id("d");

    List<Window> windows = windows(text, settings, 1, 1);

    assertThat(windows)
        .filteredOn(window -> new HashSet<>(window.contexts()).size() == 3)
        .hasSizeGreaterThan(windows.size() / 2)
        .allSatisfy(window -> assertThat(window.negatives()).containsOnly(rare));
  }

  @Test
  void whereAllWordsAreContextsThereIsNoNegative() {
    assertThat(windows(PlainText.of(List.of("a a"), 1), ALL_WORDS, 1, 1))
        .hasSize(2)
        .allSatisfy(window -> assertThat(window.negatives()).isEmpty());
  }

  @Test
  void aTextWithoutPairsIsRefused() {
    PlainText singles = PlainText.of(List.of("a", "b", "", "a"), 1);

    assertThatThrownBy(() -> windows(singles, ALL_WORDS, 2, 2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no sentence has two words");
  }

  /** The counts that "Dive into Deep Learning" and the issue give for Penn Treebank. */
  @Test
  void pennTreebankIsThinnedOutAsInTheBooks() throws IOException {
    PlainText text = PlainText.read(RealData.file("ptb/ptb.train.txt"), 5);
    assertThat(text.sentences()).hasSize(42_068);
    assertThat(text.vocabulary().size()).isEqualTo(9_858);
    assertThat(text.vocabulary().tokens()).isEqualTo(887_100);

    WindowSampler sampler = new WindowSampler(text.vocabulary(), Settings.DEFAULTS);
    int[] kept = new int[text.vocabulary().size()];
    for (Sentences piece : text.share(0, 1, 1000).pieces()) {
      for (int s = 0; s < piece.count(); s++) {
        Arrays.stream(sampler.kept(piece, s)).forEach(word -> kept[word]++);
      }
    }

    int the = text.vocabulary().id("the");
    int join = text.vocabulary().id("join");
    assertThat(Arrays.stream(kept).sum()).isBetween(374_000, 378_000);
    assertThat(text.vocabulary().count(the)).isEqualTo(50_770);
    assertThat(kept[the]).isBetween(2_011, 2_311);
    assertThat(text.vocabulary().count(join)).isEqualTo(45);
    assertThat(kept[join]).isEqualTo(45);
  }
}

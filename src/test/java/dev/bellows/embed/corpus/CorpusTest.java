package dev.bellows.embed.corpus;

import static dev.bellows.embed.corpus.Corpora.at;
import static dev.bellows.embed.corpus.Corpora.made;
import static dev.bellows.embed.corpus.Corpora.read;
import static dev.bellows.embed.corpus.Corpora.sentences;
import static dev.bellows.embed.corpus.Corpora.sentencesOf;
import static dev.bellows.embed.corpus.Corpora.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.RealData;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {
  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Vocabulary vocabulary(Settings settings) {
    try (Corpus corpus = read(settings)) {
      return corpus.vocabulary();
    }
  }

  @Test
  void theMostFrequentWordIsFirstAndTiesGoByTheWord() throws IOException {
    // U+FF5E is before U+1F600 in Unicode and in UTF-8, but behind it for String.compareTo
    Path file = write("a.txt", "b b a a c\nc c \uD83D\uDE00 \uFF5E B é\n");

    assertThat(words(vocabulary(at(file))))
        .containsExactly("c 3", "a 2", "b 2", "B 1", "é 1", "\uD83D\uDE00 1", "\uFF5E 1");
  }

  @Test
  void rareWordsAreLeftOutAndTheirSentencesKeepTheirNumbers() throws IOException {
    Path file = write("a.txt", "x a a b\nx\nb y c\ny z\na b c\n");
    try (Corpus corpus = read(at(file).with(CorpusSettings.MIN_COUNT, 3L))) {
      assertThat(words(corpus.vocabulary())).containsExactly("a 3", "b 3");
      assertThat(corpus.tokens()).isEqualTo(6);
      assertThat(corpus.allTokens()).isEqualTo(13);
      assertThat(corpus.sentences()).isEqualTo(5);
      assertThat(sentences(corpus, 1)).containsExactly("a a b", "", "b", "", "a b");
      assertThat(corpus.describe())
          .isEqualTo("5 sentences of 13 words, 6 of them in a vocabulary of 2");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 100})
  void theLargestVocabularyIsTheFirstWords(long most) throws IOException {
    List<String> all = List.of("d 3", "a 2", "b 2", "c 2", "e 1");
    Path file = write("a.txt", "d d c c b b\nd a a e\n");

    assertThat(words(vocabulary(at(file).with(CorpusSettings.MAX_VOCABULARY, most))))
        .isEqualTo(all.subList(0, (int) Math.min(5, most)));
  }

  @Test
  void wordsThatAreKnownKeepTheirNumbersAndNewOnesJoinBehindThem() throws IOException {
    Vocabulary known = new Vocabulary(List.of("rare", "b", "gone"), new long[] {9, 2, 5});
    Path file = write("a.txt", "c c c b b b b\na a a d d rare\n");
    Settings settings = at(file).with(CorpusSettings.MIN_COUNT, 3L);
    try (Corpus corpus = Corpus.read(TestSpark.session(), settings, Optional.of(known))) {
      assertThat(words(corpus.vocabulary()))
          .containsExactly("rare 10", "b 6", "gone 5", "a 3", "c 3");
      assertThat(corpus.tokens()).isEqualTo(11);
      assertThat(sentences(corpus, 2)).containsExactly("c c c b b b b", "a a a rare");
    }
    try (Corpus corpus =
        Corpus.read(
            TestSpark.session(),
            settings.with(CorpusSettings.MAX_VOCABULARY, 4L),
            Optional.of(known))) {
      assertThat(corpus.vocabulary().words()).containsExactly("rare", "b", "gone", "a");
    }
    try (Corpus corpus =
        Corpus.read(
            TestSpark.session(),
            settings.with(CorpusSettings.MAX_VOCABULARY, 1L),
            Optional.of(known))) {
      assertThat(corpus.vocabulary().words()).containsExactly("rare", "b", "gone");
    }
  }

  @Test
  void manyFilesPlainOrCompressedAreReadInTheOrderOfTheirNames() throws IOException {
    Corpora.gzip(folder.resolve("a.gz"), "a1 a2\n\na3 a4\n");
    write("b.txt", "b1 b2"); // no end of line
    write("c,[1].txt", "c1 c2\n");
    write("d.txt", "");
    write("_hidden", "h1 h2\n");
    List<String> expected = List.of("a1 a2", "a3 a4", "b1 b2", "c1 c2");
    for (Path path : List.of(folder, folder.resolve("*"))) {
      try (Corpus corpus = read(at(path))) {
        assertThat(sentences(corpus, 2)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 50})
  void everySentenceIsInTheShareOfItsNumber(int n) throws IOException {
    String text = made(30, 3);
    Path file = write("a.txt", text);
    try (Corpus corpus = read(at(file))) {
      assertThat(sentences(corpus, n)).isEqualTo(sentencesOf(text));
    }
  }

  @Test
  void sharesAreCachedUntilTheCorpusIsClosed() throws IOException {
    Corpus corpus = read(at(write("a.txt", "a b\nb a\n")));

    JavaRDD<CorpusShare> shares = corpus.shares(2);

    assertThat(shares.getNumPartitions()).isEqualTo(2);
    assertThat(shares.getStorageLevel()).isEqualTo(StorageLevel.MEMORY_AND_DISK());
    assertThat(TestSpark.context().getPersistentRDDs()).containsKey(shares.id());
    corpus.close();
    assertThat(TestSpark.context().getPersistentRDDs()).doesNotContainKey(shares.id());
    assertThatThrownBy(() -> corpus.shares(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wordsStandBetweenAsciiSpacesAndUnicodeIsKept() throws IOException {
    Path file =
        write(
            "a.txt",
            "\uFEFF  a\tb\u000Bc\fd  \u00A0e \u3000 Straße STRASSE İ \uD83D\uDE00 a\u0000\n");
    try (Corpus corpus = read(at(file))) {
      assertThat(sentences(corpus, 1))
          .containsExactly("a b c d \u00A0e \u3000 Straße STRASSE İ \uD83D\uDE00 a\u0000");
    }
  }

  @Test
  void upperAndLowerCaseCanBeOne() throws IOException {
    Path file = write("a.txt", "The THE the\nÉcole école ÉCOLE ΟΔΟΣ Straße\n");
    Settings settings = at(file).with(CorpusSettings.LOWER_CASE, true);
    try (Corpus corpus = read(settings)) {
      assertThat(sentences(corpus, 1))
          .containsExactly("the the the", "école école école οδος straße");
    }
    assertThat(vocabulary(at(file)).size()).isEqualTo(8);
  }

  @Test
  void longSentencesAreCutBeforeAnyWordIsLeftOut() throws IOException {
    Path file = write("a.txt", "a b c x a b c\na b c\n\na x y z b a\n");
    Settings settings =
        at(file).with(CorpusSettings.MAX_SENTENCE_LENGTH, 3L).with(CorpusSettings.MIN_COUNT, 3L);
    try (Corpus corpus = read(settings)) {
      assertThat(sentences(corpus, 2)).containsExactly("a b c", "a b", "c", "a b c", "a", "b a");
    }
  }

  @Test
  void tenMillionWordsOnOneLineAreCut() throws IOException {
    Path file = Corpora.gzip(folder.resolve("a.gz"), "to be or not ".repeat(2_500_000));
    try (Corpus corpus = read(at(file))) {
      assertThat(corpus.describe())
          .isEqualTo(
              "10,000 sentences of 10,000,000 words, 10,000,000 of them in a vocabulary of 4");
      CorpusShare share = corpus.shares(2).collect().get(1);
      assertThat(share.tokens()).isEqualTo(5_000_000);
      assertThat(share.pieces()).allMatch(p -> p.tokens().length <= SharePacker.MOST_VALUES);
    }
  }

  @Test
  void countsAreTheSameWhereATaskGivesThemAwayManyTimes() throws IOException {
    Path file = write("a.txt", made(400, 4));
    try (Corpus corpus = Corpus.read(TestSpark.session(), at(file), Optional.empty(), 10)) {
      assertThat(words(corpus.vocabulary())).isEqualTo(words(vocabulary(at(file))));
    }
  }

  @Test
  void aHundredThousandWordsAreCountedRightly() throws IOException {
    int n = 100_000;
    List<String> words = new ArrayList<>();
    for (int w = 0; w < n; w++) {
      words.addAll(Collections.nCopies(1 + w % 3, "w" + w));
    }
    Collections.shuffle(words, new Random(6));
    Path file = Corpora.gzip(folder.resolve("a.gz"), String.join(" ", words));

    Vocabulary vocabulary = vocabulary(at(file));

    assertThat(vocabulary.size()).isEqualTo(n);
    for (int w = 0; w < n; w++) {
      assertThat(vocabulary.count(vocabulary.id("w" + w))).isEqualTo(1 + w % 3);
    }
    assertThat(vocabulary.word(0)).isEqualTo("w10001"); // of those there three times
  }

  @Test
  void pennTreebankHasTheNumbersThatTheBooksGive() {
    Path file = RealData.file("ptb/ptb.train.txt");
    try (Corpus corpus = read(at(file).with(CorpusSettings.MIN_COUNT, 5L))) {
      assertThat(corpus.sentences()).isEqualTo(42_068);
      assertThat(corpus.tokens()).isEqualTo(887_100);
      assertThat(corpus.vocabulary().size()).isEqualTo(9_858);
      assertThat(words(corpus.vocabulary()).get(0)).isEqualTo("the 50770");
      assertThat(corpus.shares(2).collect().stream().mapToLong(CorpusShare::tokens).sum())
          .isEqualTo(887_100);
    }
  }
}

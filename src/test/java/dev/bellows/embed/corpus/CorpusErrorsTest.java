package dev.bellows.embed.corpus;

import static dev.bellows.embed.corpus.Corpora.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.TestSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every line that a user may get to read about a text. */
class CorpusErrorsTest {
  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assertTold(Settings settings, String... parts) {
    assertThatThrownBy(
            () -> {
              try (Corpus corpus = Corpora.read(settings)) {
                corpus.shares(2);
              }
            })
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(parts)
        .message()
        .hasLineCount(1);
  }

  @Test
  void aTextThatIsNotThereOrEmptyIsToldByItsPath() throws IOException {
    assertTold(Settings.DEFAULTS, "corpus.path is missing");
    assertTold(at(folder.resolve("none.txt")), "corpus.path = ", "none.txt: there is no such file");
    assertTold(at(folder), "corpus.path = ", "there is no word in it");
    assertTold(at(write("empty.txt", "")), "empty.txt: there is no word in it");
    assertTold(at(write("blank.txt", "\n \t\r\n\n")), "blank.txt: there is no word in it");
  }

  @Test
  void aTextWithoutFrequentWordsIsToldWithTheMostFrequentOne() throws IOException {
    Path file = write("a.txt", "b a c b a\n");
    Settings settings = at(file).with(CorpusSettings.MIN_COUNT, 3L);

    assertTold(
        settings,
        "corpus.min-count = 3: no word of corpus.path = " + file + " is there so often",
        "the most frequent, 'a', is there 2 times");

    Vocabulary known = new Vocabulary(List.of("z"), new long[] {7});
    assertThatThrownBy(() -> Corpus.read(TestSpark.session(), settings, Optional.of(known)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is there so often, and none is known; the most frequent, 'a'");
  }

  @Test
  void aTextOfOneWordSentencesHasNothingToLearn() throws IOException {
    assertTold(
        at(write("one.txt", "a\nb\na\n")),
        "corpus.path = ",
        "one.txt: no sentence has two words of the vocabulary");
    Settings rare = at(write("rare.txt", "a x\nb y\na\nb\n")).with(CorpusSettings.MIN_COUNT, 2L);
    assertTold(rare, "no sentence has two words of the vocabulary");
    try (Corpus corpus = Corpora.read(at(write("two.txt", "a\nb c\n")))) {
      assertThat(corpus.shares(2).count()).isEqualTo(2);
    }
  }

  @Test
  void bytesThatAreNoUtf8AreToldWithFileLineAndByte() throws IOException {
    Path file = folder.resolve("bad.txt");
    for (byte[] bad :
        new byte[][] {
          {(byte) 0xE9, ' '}, // Latin-1
          {(byte) 0xC3}, // torn
          {(byte) 0xC0, (byte) 0x80}, // longer than need be
          {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, // half a pair
          {(byte) 0xFF, (byte) 0xFE}
        }) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      text.writeBytes("größte Bären\n\né x".getBytes(StandardCharsets.UTF_8));
      text.writeBytes(bad);
      Files.write(file, text.toByteArray());

      assertTold(at(file), file + ": line 3, byte 5 (0x%02X) is not UTF-8".formatted(bad[0]));
    }
  }

  @Test
  void theFirstOfSeveralProblemsIsTold() throws IOException {
    byte[] bad = {'a', '\n', (byte) 0xFF, '\n', (byte) 0xFE, '\n'};
    Files.write(folder.resolve("b.txt"), bad);
    Files.write(folder.resolve("c.txt"), bad);
    write("a.txt", "a b\n");

    assertTold(at(folder), "b.txt: line 2, byte 1 (0xFF)");
  }

  @Test
  void aFileThatEndsInTheMiddleOrIsDamagedIsTold() throws IOException {
    StringBuilder text = new StringBuilder();
    new Random(8)
        .ints(50_000, 0, 100_000)
        .forEach(i -> text.append(i).append(i % 7 == 0 ? '\n' : ' '));
    Path file = Corpora.gzip(folder.resolve("a.gz"), text.toString());
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
    assertTold(at(file), "a.gz: line ", "the file is torn");

    byte[] damaged = whole.clone();
    Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 64, (byte) 0xFF);
    Files.write(file, damaged);
    assertTold(at(file), "a.gz cannot be read: ");

    write("a.gz", "this is no gzip\n");
    assertTold(at(file), "a.gz cannot be read: ");
  }

  @Test
  void aTextThatWasWrittenBetweenItsReadingsIsNoticed() throws IOException {
    Path file = write("a.txt", "a b\nc d\n");
    Corpus corpus = Corpora.read(at(file));
    write("a.txt", "a b\nc x\n");

    assertThatThrownBy(() -> corpus.shares(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was it written meanwhile?");
    corpus.close();
  }
}

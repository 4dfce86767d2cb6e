package dev.bellows.embed.corpus;

import static dev.bellows.embed.corpus.Corpora.at;
import static dev.bellows.embed.corpus.Corpora.made;
import static dev.bellows.embed.corpus.Corpora.read;
import static dev.bellows.embed.corpus.Corpora.sentences;
import static dev.bellows.embed.corpus.Corpora.sentencesOf;
import static dev.bellows.embed.corpus.Corpora.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.SmallSplits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Texts that Hadoop cuts into small splits. */
@Isolated("all tests share the settings of Hadoop")
class CorpusSplitsTest {
  @RegisterExtension private final SmallSplits splits = new SmallSplits();

  @TempDir private Path folder;

  @Test
  void nothingDependsOnHowFilesAreSplit() throws IOException {
    String first = made(50, 1);
    String second = made(20, 2);
    Files.writeString(folder.resolve("a.txt"), first);
    Files.writeString(folder.resolve("b.txt"), second);
    List<String> expected = new ArrayList<>(sentencesOf(first));
    expected.addAll(sentencesOf(second));
    Settings settings = at(folder).with(CorpusSettings.MIN_COUNT, 2L);
    try (Corpus all = read(at(folder));
        Corpus whole = read(settings)) {
      assertThat(sentences(all, 1)).isEqualTo(expected);
      List<String> sentences = sentences(whole, 1);
      for (int bytes : new int[] {61, 500}) {
        splits.of(bytes);
        try (Corpus split = read(settings)) {
          assertThat(words(split.vocabulary())).isEqualTo(words(whole.vocabulary()));
          assertThat(split.describe()).isEqualTo(whole.describe());
          assertThat(sentences(split, 3)).isEqualTo(sentences);
        }
      }
    }
  }

  @Test
  void aLineLongerThanItsSplitIsCutAsAnyOther() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.writeString(file, "a b c d e f g ".repeat(100) + "\na\n");
    splits.of(97);
    try (Corpus corpus = read(at(file).with(CorpusSettings.MAX_SENTENCE_LENGTH, 7L))) {
      assertThat(corpus.sentences()).isEqualTo(101);
      assertThat(sentences(corpus, 2).subList(0, 100)).containsOnly("a b c d e f g");
    }
  }

  @Test
  void theLineOfABadByteIsRight() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.writeString(file, "der größte Bär\n\n".repeat(100) + "é");
    Files.write(file, "caf\u00E9".getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
    splits.of(100);

    assertThatThrownBy(() -> read(at(file)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a.txt: line 201, byte 6 (0xE9) is not UTF-8");
  }
}

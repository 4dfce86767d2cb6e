package dev.bellows.embed.corpus;

import dev.bellows.Settings;
import dev.bellows.TestSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** What tests of corpora share. */
final class Corpora {
  private Corpora() {}

  /** All words of a path. */
  static Settings at(Path path) {
    return Settings.DEFAULTS
        .with(CorpusSettings.PATH, path.toString())
        .with(CorpusSettings.MIN_COUNT, 1L);
  }

  static Corpus read(Settings settings) {
    return Corpus.read(TestSpark.session(), settings, Optional.empty());
  }

  /** The words with their counts, in order: {@code the 3}. */
  static List<String> words(Vocabulary vocabulary) {
    List<String> words = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      words.add(vocabulary.word(id) + " " + vocabulary.count(id));
    }
    return words;
  }

  /** All sentences in the order of their numbers, as words, each of the share it belongs to. */
  static List<String> sentences(Corpus corpus, int n) {
    List<CorpusShare> shares = corpus.shares(n).collect();
    Map<Long, String> found = new HashMap<>();
    for (int k = 0; k < shares.size(); k++) {
      check(shares.get(k).number() == k);
      long next = k;
      for (Sentences piece : shares.get(k).pieces()) {
        for (int s = 0; s < piece.count(); s++) {
          check(piece.number(s) == next);
          List<String> words = new ArrayList<>();
          for (int t = piece.start(s); t < piece.ends()[s]; t++) {
            words.add(corpus.vocabulary().word(piece.tokens()[t]));
          }
          found.put(next, String.join(" ", words));
          next += n;
        }
      }
    }
    check(shares.size() == n && found.size() == corpus.sentences());
    List<Long> numbers = new ArrayList<>(found.keySet());
    Collections.sort(numbers);
    return numbers.stream().map(found::get).toList();
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError("a share has a sentence too many, too few, or another one's");
    }
  }

  /**
   * Sentences of words with Zipf's frequencies, some of other letters, with blank lines between.
   */
  static String made(int lines, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < lines; line++) {
      for (int word = random.nextInt(12); word > 0; word--) {
        int rank = (int) (1 / (random.nextDouble() + 1e-3));
        text.append(rank % 7 == 0 ? "ß" : "").append(Integer.toString(rank, 36)).append(' ');
      }
      text.append(line % 3 == 0 ? "\r\n" : "\n");
    }
    return text.toString();
  }

  static List<String> sentencesOf(String text) {
    return text.lines().map(String::trim).filter(line -> !line.isEmpty()).toList();
  }

  static Path gzip(Path file, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}

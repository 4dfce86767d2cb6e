package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How good word vectors are, by what people say of the words: pairs of words whose likeness was
 * judged, and analogies. Words are looked up in lower case; what is not in the vocabulary doesn't
 * count, and every result says how much did.
 */
public final class Scores {
  /** Analogies are asked among so many of the most frequent words, as is usual. */
  public static final int MOST_FREQUENT = 30_000;

  private Scores() {}

  /**
   * How well cosines and people agree.
   *
   * @param correlation Spearman's rank correlation, ties with their mean rank, from −1 to 1; not a
   *     number with fewer than two pairs or where all are alike
   * @param pairs how many pairs were in the vocabulary
   * @param all how many the file has
   */
  public record Similarity(double correlation, int pairs, int all) {}

  /**
   * The answers to a file's questions, or to those of one of its sections.
   *
   * @param name of the section, or of the file
   * @param right how many were answered right
   * @param asked how many had all four words among the most frequent ones
   * @param all how many there are
   */
  public record Section(String name, int right, int asked, int all) {
    /** The share of the right answers, from 0 to 1; not a number where none was asked. */
    public double accuracy() {
      return (double) right / asked;
    }
  }

  /**
   * The answers to a file's questions.
   *
   * @param sections as the file has them
   * @param total over all of them
   */
  public record Analogies(List<Section> sections, Section total) {
    /** Keeps its own list. */
    public Analogies {
      sections = List.copyOf(sections);
    }
  }

  /**
   * Compares cosines with human judgement.
   *
   * @param pairs a text file with two words and their likeness a line, with commas, tabs or spaces
   *     between; a line without a number at the top is its header, and a word class before the
   *     number (as in SimLex-999) is passed over
   * @throws InputException if a line is none of these
   */
  public static Similarity similarity(WordVectors vectors, Path pairs) throws IOException {
    List<WordPair> all = WordPair.read(pairs);
    List<WordPair> known =
        all.stream()
            .filter(pair -> vectors.vocabulary().id(pair.first()) >= 0)
            .filter(pair -> vectors.vocabulary().id(pair.second()) >= 0)
            .toList();
    double[] ours =
        known.stream().mapToDouble(p -> vectors.similarity(p.first(), p.second())).toArray();
    double[] human = known.stream().mapToDouble(WordPair::likeness).toArray();
    return new Similarity(Spearman.correlation(ours, human), known.size(), all.size());
  }

  /**
   * Asks analogies: of "a b c d", the word nearest to {@code b − a + c} other than these three has
   * to be d.
   *
   * @param questions a text file with four words a line, in sections that begin with {@code : name}
   * @param mostFrequent questions and answers are among so many words alone, at least 1
   * @throws InputException if a line is none of these
   */
  public static Analogies analogies(WordVectors vectors, Path questions, int mostFrequent)
      throws IOException {
    if (mostFrequent < 1) {
      throw new IllegalArgumentException(
          "mostFrequent = %d; it takes at least 1".formatted(mostFrequent));
    }
    return AnalogyQuestions.read(questions).ask(vectors, mostFrequent);
  }
}

package dev.bellows.embed.vectors;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import dev.bellows.embed.corpus.Vocabulary;
import dev.bellows.linalg.FloatTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Words and their vectors, and what may be asked of them. Two words are the more alike the larger
 * the cosine of the angle between their vectors; lengths count nowhere. Safe for many threads, as
 * long as nobody changes the tables.
 */
public final class WordVectors {
  private static final int SUGGESTIONS = 3;

  private final Vocabulary vocabulary;
  private final FloatTable vectors;
  private final Optional<FloatTable> contexts;
  private final Map<String, String> metadata;
  private volatile NearestRows nearest; // made by the first question

  /**
   * Puts the parts together; they are not copied.
   *
   * @param vocabulary the words
   * @param vectors row {@code i} is that of word {@code i}
   * @param contexts the output vectors, without which training cannot go on; a table like the other
   * @param metadata free words on where the vectors come from, which files keep
   */
  public WordVectors(
      Vocabulary vocabulary,
      FloatTable vectors,
      Optional<FloatTable> contexts,
      Map<String, String> metadata) {
    this.vocabulary = vocabulary;
    this.vectors = vectors;
    this.contexts = contexts;
    this.metadata = Map.copyOf(metadata);
    requireRows(vectors);
    contexts.ifPresent(this::requireRows);
  }

  private void requireRows(FloatTable table) {
    if (table.rows() != vocabulary.size() || table.columns() != vectors.columns()) {
      throw new IllegalArgumentException(
          "%d words, tables of %d rows of %d and %d rows of %d"
              .formatted(
                  vocabulary.size(),
                  vectors.rows(),
                  vectors.columns(),
                  table.rows(),
                  table.columns()));
    }
  }

  /** The words. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The vectors, one row a word; live. */
  public FloatTable vectors() {
    return vectors;
  }

  /** The output vectors; live. */
  public Optional<FloatTable> contexts() {
    return contexts;
  }

  /** Free words on where the vectors come from, by name. */
  public Map<String, String> metadata() {
    return new TreeMap<>(metadata);
  }

  /** The number of dimensions. */
  public int dimensions() {
    return vectors.columns();
  }

  /**
   * The number of a word.
   *
   * @throws InputException with the nearest spellings if it is not in the vocabulary
   */
  public int id(String word) {
    int id = vocabulary.id(word);
    if (id < 0) {
      throw new InputException(
          "'%s' is not in the vocabulary%s"
              .formatted(word, Spelling.hint(word, vocabulary.words(), SUGGESTIONS)));
    }
    return id;
  }

  /**
   * A copy of a word's vector.
   *
   * @throws InputException if it is not in the vocabulary
   */
  public float[] vector(String word) {
    float[] vector = new float[dimensions()];
    vectors.copyRow(id(word), vector, 0);
    return vector;
  }

  /**
   * The cosine of the angle between the vectors of two words, from −1 to 1.
   *
   * @throws InputException if one is not in the vocabulary
   */
  public double similarity(String a, String b) {
    return nearest().cosine(id(a), id(b));
  }

  /**
   * The words nearest to a word, itself left out, the nearest first.
   *
   * @param count at most so many, at least 1
   * @throws InputException if it is not in the vocabulary
   */
  public List<Neighbor> neighbors(String word, int count) {
    int id = id(word);
    return nearest(nearest().unit(id), count, id);
  }

  /**
   * The words nearest to a vector, the nearest first.
   *
   * @param vector as long as the vocabulary's vectors; its length doesn't count
   * @param count at most so many, at least 1
   */
  public List<Neighbor> neighbors(float[] vector, int count) {
    if (vector.length != dimensions()) {
      throw new IllegalArgumentException(
          "a vector of %d dimensions among ones of %d".formatted(vector.length, dimensions()));
    }
    return nearest(vector, count);
  }

  /**
   * What is to {@code c} as {@code b} is to {@code a}: the words nearest to {@code b − a + c} of
   * the vectors scaled to length 1, these three words left out. So {@code ("man", "king", "woman")}
   * asks for the queen. Source: Mikolov, Yih and Zweig (2013), "Linguistic Regularities in
   * Continuous Space Word Representations".
   *
   * @param count at most so many, at least 1
   * @throws InputException if one is not in the vocabulary
   */
  public List<Neighbor> analogy(String a, String b, String c, int count) {
    int[] ids = {id(a), id(b), id(c)};
    float[] sought = nearest().unit(ids[1]);
    float[] minus = nearest().unit(ids[0]);
    float[] plus = nearest().unit(ids[2]);
    for (int i = 0; i < sought.length; i++) {
      sought[i] = sought[i] - minus[i] + plus[i];
    }
    return nearest(sought, count, ids);
  }

  private List<Neighbor> nearest(float[] vector, int count, int... excluded) {
    if (count < 1) {
      throw new IllegalArgumentException("count = %d; it takes at least 1".formatted(count));
    }
    return nearest().search(vector, count, excluded).stream()
        .map(row -> new Neighbor(vocabulary.word(row.id()), row.cosine()))
        .toList();
  }

  /** Two threads may both make it; it is the same. */
  private NearestRows nearest() {
    NearestRows made = nearest;
    if (made == null) {
      made = new NearestRows(vectors);
      nearest = made;
    }
    return made;
  }
}

package dev.bellows.embed.corpus;

import dev.bellows.InputException;
import dev.bellows.Settings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A text whose words are counted and whose sentences are numbered, in the order of files and lines.
 *
 * <p>A line is a sentence; one of more than {@code max-sentence-length} words is several, cut
 * before any word is left out; one without a word is none. Words stand between ASCII white space
 * and are kept as they are, or in lower case by the rules of no language. In Parquet a row is a
 * sentence, also an empty one, and its strings are the words. Nothing of it depends on how Spark
 * splits the files. Not for use by several threads.
 */
public final class Corpus implements AutoCloseable {
  private final JavaSparkContext spark;
  private final CorpusText text;
  private final Map<Segment.Place, Long> firsts;
  private final Vocabulary vocabulary;
  private final long sentences;
  private final long tokens;
  private final long allTokens;
  private final List<JavaRDD<CorpusShare>> cached = new ArrayList<>();
  private Broadcast<EncodePass.Code> code; // null until it is needed

  private Corpus(
      JavaSparkContext spark,
      CorpusText text,
      List<Segment> segments,
      Vocabulary vocabulary,
      long tokens) {
    this.spark = spark;
    this.text = text;
    this.vocabulary = vocabulary;
    this.tokens = tokens;
    firsts = Segment.firstSentences(segments);
    sentences = segments.stream().mapToLong(Segment::sentences).sum();
    allTokens = segments.stream().mapToLong(Segment::words).sum();
  }

  /**
   * Reads a text once, as a Spark job, for its words.
   *
   * @param settings of {@link CorpusSettings}
   * @param known words that keep their numbers, however rare they are; what is counted here is
   *     added to their counts, and new words that are frequent enough stand behind them
   * @throws InputException where the text cannot be used, with file, line and byte; where no word
   *     is in it, or none is frequent enough
   */
  public static Corpus read(SparkSession session, Settings settings, Optional<Vocabulary> known) {
    return read(session, settings, known, CountPass.MOST_WORDS);
  }

  /**
   * Reads a column of lists of words once, as a Spark job; a row is a sentence. The frame is
   * computed again for the {@link #shares}, and has to give the same rows in the same order then.
   *
   * @param settings of {@link CorpusSettings}, but for those that say where the text is
   * @param known as in {@link #read(SparkSession, Settings, Optional)}
   * @throws InputException where the column cannot be used; where no word is in it, or none is
   *     frequent enough
   */
  public static Corpus read(
      Dataset<?> frame, String column, Settings settings, Optional<Vocabulary> known) {
    CorpusText text = new FrameText(frame, column, settings);
    return read(frame.sparkSession(), text, settings, known, CountPass.MOST_WORDS);
  }

  /**
   * Checks that a column can be read.
   *
   * @throws InputException if it is not there, or is of another type
   */
  public static void requireWords(StructType schema, String column) {
    FrameText.requireWords(schema, column);
  }

  /** The same where a task holds no more than so many distinct words at a time. */
  static Corpus read(
      SparkSession session, Settings settings, Optional<Vocabulary> known, int wordsOfTask) {
    return read(session, CorpusText.open(session, settings), settings, known, wordsOfTask);
  }

  private static Corpus read(
      SparkSession session,
      CorpusText text,
      Settings settings,
      Optional<Vocabulary> known,
      int wordsOfTask) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    long minCount = settings.get(CorpusSettings.MIN_COUNT);
    long most = settings.get(CorpusSettings.MAX_VOCABULARY);
    WordCount count =
        WordCount.of(
            spark,
            text,
            minCount,
            most,
            known.map(vocabulary -> WordTable.of(vocabulary.words())),
            wordsOfTask);
    WordFrequency first =
        count
            .first()
            .orElseThrow(
                () -> new InputException("%s: there is no word in it".formatted(text.name())));
    Vocabulary vocabulary = vocabulary(count.words(), known, most);
    long tokens = vocabulary.tokens() - known.map(Vocabulary::tokens).orElse(0L);
    if (tokens == 0) {
      throw new InputException(
          "corpus.min-count = %d: no word of %s is there so often%s; "
                  .formatted(minCount, text.name(), known.isPresent() ? ", and none is known" : "")
              + "the most frequent, '%s', is there %d times"
                  .formatted(first.word(), first.count()));
    }
    return new Corpus(spark, text, count.segments(), vocabulary, tokens);
  }

  private static Vocabulary vocabulary(
      List<WordFrequency> counted, Optional<Vocabulary> known, long most) {
    List<String> words = new ArrayList<>(known.map(Vocabulary::words).orElse(List.of()));
    long[] counts = known.map(Vocabulary::counts).orElse(new long[0]);
    List<WordFrequency> fresh = new ArrayList<>();
    for (WordFrequency word : counted) {
      int id = known.map(vocabulary -> vocabulary.id(word.word())).orElse(-1);
      if (id >= 0) {
        counts[id] += word.count();
      } else {
        fresh.add(word);
      }
    }
    WordFrequency[] ordered = fresh.toArray(WordFrequency[]::new);
    Arrays.parallelSort(ordered);
    int old = counts.length;
    int joining = (int) Math.max(0, Math.min(ordered.length, most - old));
    counts = Arrays.copyOf(counts, old + joining);
    for (int w = 0; w < joining; w++) {
      words.add(ordered[w].word());
      counts[old + w] = ordered[w].count();
    }
    return new Vocabulary(words, counts);
  }

  /** The words, those that were known first, then the most frequent ones. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The number of sentences. */
  public long sentences() {
    return sentences;
  }

  /** How many words of the text are in the vocabulary, each as often as it is there. */
  public long tokens() {
    return tokens;
  }

  /** How many words the text has. */
  public long allTokens() {
    return allTokens;
  }

  /** One line on what it holds. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%,d sentences of %,d words, %,d of them in a vocabulary of %,d",
        sentences,
        allTokens,
        tokens,
        vocabulary.size());
  }

  /**
   * Reads the text again, as a Spark job, for the sentences as numbers: sentence {@code s} goes to
   * share {@code s mod n}. They stay cached, in memory as long as they have room there, until this
   * is closed.
   *
   * @param n the number of shares, at least 1
   * @return as many partitions, with one share each, in their order
   * @throws InputException where no sentence has two words of the vocabulary
   * @throws IllegalStateException where the text is another one than before
   */
  public JavaRDD<CorpusShare> shares(int n) {
    if (n < 1) {
      throw new IllegalArgumentException(n + " shares; there is at least 1");
    }
    if (code == null) {
      code = spark.broadcast(new EncodePass.Code(WordTable.of(vocabulary.words()), firsts));
    }
    JavaRDD<CorpusShare> shares = shares(text, code, n);
    cached.add(shares);
    List<Sum> sums = sums(shares);
    if (sums.stream().mapToLong(Sum::sentences).sum() != sentences
        || sums.stream().mapToLong(Sum::tokens).sum() != tokens) {
      throw EncodePass.changed();
    }
    if (sums.stream().noneMatch(Sum::hasPair)) {
      throw new InputException(
          "%s: no sentence has two words of the vocabulary, so there is nothing "
                  .formatted(text.name())
              + "to learn; the words of a sentence stand on one line");
    }
    return shares;
  }

  private static JavaRDD<CorpusShare> shares(
      CorpusText text, Broadcast<EncodePass.Code> code, int n) {
    return JavaPairRDD.fromJavaRDD(text.read(() -> new EncodePass(code.value(), n)))
        .partitionBy(new HashPartitioner(n)) // the hash of a number is the number
        .values()
        .mapPartitionsWithIndex(
            (number, own) -> {
              List<Encoded> encoded = new ArrayList<>();
              own.forEachRemaining(encoded::add);
              return List.of(SharePacker.share(number, n, encoded)).iterator();
            },
            true)
        .setName("sentences")
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static List<Sum> sums(JavaRDD<CorpusShare> shares) {
    try {
      return shares.map(Sum::of).collect();
    } catch (Exception e) { // Spark's are checked, but Scala does not declare them
      throw CorpusText.failure(e);
    }
  }

  private record Sum(long sentences, long tokens, boolean hasPair) implements Serializable {
    static Sum of(CorpusShare share) {
      long sentences = 0;
      boolean hasPair = false;
      for (Sentences piece : share.pieces()) {
        sentences += piece.count();
        for (int s = 0; !hasPair && s < piece.count(); s++) {
          hasPair = piece.ends()[s] - piece.start(s) >= 2;
        }
      }
      return new Sum(sentences, share.tokens(), hasPair);
    }
  }

  /** Gives back what shares hold in memory and on disk; they are of no use any more. */
  @Override
  public void close() {
    cached.forEach(shares -> shares.unpersist(false));
    cached.clear();
    if (code != null) {
      code.destroy();
      code = null;
    }
  }
}

package dev.bellows.embed.corpus;

import dev.bellows.embed.corpus.CountPass.Tally;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The first reading of a corpus: what its segments hold, and how often each word is there.
 *
 * @param segments in the order of files and lines
 * @param words the words that are kept, in no order
 * @param first the first of all words in their order; none where there is no word
 */
record WordCount(List<Segment> segments, List<WordFrequency> words, Optional<WordFrequency> first) {
  private static final int MOST_REDUCERS = 200;

  /**
   * Which words are worth their way to the driver.
   *
   * @param minCount how often a new word has to be there
   * @param most of new words only the first so many
   * @param known words that are kept however often they are there; null for none
   */
  record Choice(long minCount, long most, Broadcast<WordTable> known) implements Serializable {
    boolean isKnown(WordTable table, int word) {
      int from = table.start(word);
      int to = table.end(word);
      return known != null
          && known.value().find(table.bytes(), from, to, WordTable.hash(table.bytes(), from, to))
              >= 0;
    }
  }

  private record Part(List<Segment> segments, CountedWords words, WordFrequency first)
      implements Serializable {}

  /**
   * Counts as a Spark job.
   *
   * @param mostWords distinct words that a task holds at a time
   * @throws dev.bellows.InputException for the first record that cannot be read
   */
  static WordCount of(
      JavaSparkContext spark,
      CorpusText text,
      long minCount,
      long most,
      Optional<WordTable> known,
      int mostWords) {
    Broadcast<WordTable> shared = known.map(spark::broadcast).orElse(null);
    try {
      int inputs = text.partitions();
      int reducers = Math.max(spark.defaultParallelism(), Math.min(MOST_REDUCERS, inputs));
      Choice choice = new Choice(minCount, most, shared);
      List<Part> parts =
          JavaPairRDD.fromJavaRDD(text.read(() -> new CountPass(reducers, mostWords)))
              .partitionBy(new HashPartitioner(reducers))
              .values()
              .mapPartitions(tallies -> List.of(sum(tallies, choice)).iterator())
              .collect();
      return of(parts);
    } catch (Exception e) { // Spark's are checked, but Scala does not declare them
      throw CorpusText.failure(e);
    } finally {
      if (shared != null) {
        shared.destroy();
      }
    }
  }

  private static WordCount of(List<Part> parts) {
    List<Segment> segments = new ArrayList<>();
    List<WordFrequency> words = new ArrayList<>();
    for (Part part : parts) {
      segments.addAll(part.segments());
      for (int word = 0; word < part.words().size(); word++) {
        words.add(part.words().get(word));
      }
    }
    Optional<WordFrequency> first =
        parts.stream()
            .flatMap(part -> Optional.ofNullable(part.first()).stream())
            .sorted()
            .findFirst();
    return new WordCount(Segment.inOrder(segments), words, first);
  }

  private static Part sum(Iterator<Tally> tallies, Choice choice) {
    WordTable table = new WordTable();
    long[] counts = new long[1 << 12];
    List<Segment> segments = new ArrayList<>();
    while (tallies.hasNext()) {
      Tally tally = tallies.next();
      segments.addAll(tally.segments());
      CountedWords words = tally.words();
      for (int w = 0; w < words.size(); w++) {
        int from = words.start(w);
        int to = words.ends()[w];
        int word = table.add(words.bytes(), from, to, WordTable.hash(words.bytes(), from, to));
        if (word == counts.length) {
          counts = Arrays.copyOf(counts, 2 * word);
        }
        counts[word] += words.counts()[w];
      }
    }
    return new Part(segments, kept(table, counts, choice), first(table, counts));
  }

  private static CountedWords kept(WordTable table, long[] counts, Choice choice) {
    long least = Math.max(choice.minCount(), leastOfFirst(table, counts, choice));
    CountedWords.Packer packer = new CountedWords.Packer();
    for (int word = 0; word < table.size(); word++) {
      if (counts[word] >= least || choice.isKnown(table, word)) {
        packer.add(table.bytes(), table.start(word), table.end(word), counts[word]);
      }
    }
    return packer.take();
  }

  /** How often the last of the first {@code most} words is there; of a tie all are kept. */
  private static long leastOfFirst(WordTable table, long[] counts, Choice choice) {
    if (table.size() <= choice.most()) {
      return 1;
    }
    long[] sorted = Arrays.copyOf(counts, table.size());
    Arrays.sort(sorted);
    return sorted[table.size() - (int) choice.most()];
  }

  private static WordFrequency first(WordTable table, long[] counts) {
    WordFrequency first = null;
    for (int word = 0; word < table.size(); word++) {
      if (first == null || counts[word] >= first.count()) {
        WordFrequency next = new WordFrequency(table.word(word), counts[word]);
        first = first == null || next.compareTo(first) < 0 ? next : first;
      }
    }
    return first;
  }
}

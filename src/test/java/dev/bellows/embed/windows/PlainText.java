package dev.bellows.embed.windows;

import dev.bellows.embed.corpus.CorpusShare;
import dev.bellows.embed.corpus.Sentences;
import dev.bellows.embed.corpus.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A small text with a sentence a line, read on the driver.
 *
 * @param vocabulary its words
 * @param sentences the word numbers of each line
 */
public record PlainText(Vocabulary vocabulary, List<int[]> sentences) {

  /** Reads a file; words seen more rarely than so often are left out. */
  public static PlainText read(Path file, int minCount) throws IOException {
    return of(Files.readAllLines(file), minCount);
  }

  /** The same for lines. */
  public static PlainText of(List<String> lines, int minCount) {
    List<String[]> split = lines.stream().map(line -> line.trim().split("\\s+")).toList();
    Map<String, Long> counts = new HashMap<>();
    split.forEach(line -> Arrays.stream(line).forEach(word -> counts.merge(word, 1L, Long::sum)));
    List<String> words =
        counts.keySet().stream()
            .filter(word -> !word.isEmpty() && counts.get(word) >= minCount)
            .sorted(
                Comparator.<String>comparingLong(counts::get)
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    Vocabulary vocabulary = new Vocabulary(words, words.stream().mapToLong(counts::get).toArray());
    return new PlainText(
        vocabulary,
        split.stream()
            .map(line -> Arrays.stream(line).mapToInt(vocabulary::id).filter(i -> i >= 0).toArray())
            .toList());
  }

  /** The sentences {@code number, number + n, …} in pieces of so many. */
  public CorpusShare share(int number, int n, int inPiece) {
    List<Sentences> pieces = new ArrayList<>();
    List<int[]> own = new ArrayList<>();
    long first = number;
    for (int s = number; s < sentences.size(); s += n) {
      own.add(sentences.get(s));
      if (own.size() == inPiece || s + n >= sentences.size()) {
        pieces.add(packed(first, n, own));
        own.clear();
        first = s + (long) n;
      }
    }
    return new CorpusShare(number, pieces);
  }

  private static Sentences packed(long first, int step, List<int[]> sentences) {
    int[] ends = sentences.stream().mapToInt(words -> words.length).toArray();
    Arrays.parallelPrefix(ends, Integer::sum);
    return new Sentences(
        first, step, sentences.stream().flatMapToInt(Arrays::stream).toArray(), ends);
  }

  /** The whole text in so many shares. */
  public JavaRDD<CorpusShare> shares(JavaSparkContext spark, int n) {
    return spark.parallelize(
        IntStream.range(0, n).mapToObj(number -> share(number, n, 1000)).toList(), n);
  }
}

package dev.bellows.embed.windows;

import dev.bellows.InputException;
import dev.bellows.Settings;
import dev.bellows.data.Dataset;
import dev.bellows.data.ExampleBlocks;
import dev.bellows.data.ExampleBlocks.Run;
import dev.bellows.embed.EmbedSettings;
import dev.bellows.embed.corpus.CorpusShare;
import dev.bellows.embed.corpus.Sentences;
import dev.bellows.embed.corpus.Vocabulary;
import dev.bellows.linalg.WordWindows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The windows of a whole corpus as a data set that every engine takes: drawn once, before training,
 * in the order of the sentences. Which windows there are, and in which order, depends on the text,
 * the settings and the seed, and neither on the number of shares nor on that of blocks.
 */
public final class WindowExamples {
  private WindowExamples() {}

  /**
   * Makes them.
   *
   * @param shares the corpus, in any number of shares; read several times
   * @param settings window, negatives, subsampling and seed, of {@link EmbedSettings}
   * @param blocks the number of blocks of the data set, at least 1
   * @throws InputException where no sentence has two words left
   */
  public static Dataset of(
      JavaRDD<CorpusShare> shares, Vocabulary vocabulary, Settings settings, int blocks) {
    WindowSampler sampler = new WindowSampler(vocabulary, settings);
    long sentences = shares.map(WindowExamples::end).fold(0L, Math::max);
    // Every part has neighbouring sentences, so that its windows follow those of the part before.
    JavaRDD<WordWindows> windows =
        shares
            .flatMapToPair(share -> cut(share, sentences, blocks).iterator())
            .partitionBy(new HashPartitioner(blocks))
            .values()
            .mapPartitions(runs -> windows(runs, sampler))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<Long> counts =
          windows.mapPartitions(pieces -> List.of(count(pieces)).iterator()).collect();
      long[] firsts = new long[blocks + 1];
      for (int part = 0; part < blocks; part++) {
        firsts[part + 1] = firsts[part] + counts.get(part);
      }
      long rows = firsts[blocks];
      if (rows == 0) {
        throw new InputException(
            "the corpus: no sentence has two words left (corpus.min-count and subsampling leave"
                + " words out)");
      }
      JavaRDD<Run> runs =
          windows.mapPartitionsWithIndex(
              (part, pieces) -> runs(pieces, firsts[part], rows, blocks), true);
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(shares.context());
      return ExampleBlocks.load(spark, runs, rows, vocabulary.size(), blocks);
    } finally {
      windows.unpersist();
    }
  }

  /** The number behind that of the last sentence. */
  private static long end(CorpusShare share) {
    return share.pieces().stream()
        .filter(piece -> piece.count() > 0)
        .mapToLong(piece -> piece.number(piece.count() - 1) + 1)
        .max()
        .orElse(0);
  }

  /** The sentences of a share by the part that they belong to. */
  private static List<Tuple2<Integer, Sentences>> cut(CorpusShare share, long all, int parts) {
    List<Tuple2<Integer, Sentences>> runs = new ArrayList<>();
    for (Sentences piece : share.pieces()) {
      int from = 0;
      while (from < piece.count()) {
        int part = Dataset.blockOf(piece.number(from), parts, all);
        int to = from + 1;
        while (to < piece.count() && Dataset.blockOf(piece.number(to), parts, all) == part) {
          to++;
        }
        runs.add(new Tuple2<>(part, slice(piece, from, to)));
        from = to;
      }
    }
    return runs;
  }

  private static Sentences slice(Sentences piece, int from, int to) {
    int start = piece.start(from);
    return new Sentences(
        piece.number(from),
        piece.step(),
        Arrays.copyOfRange(piece.tokens(), start, piece.ends()[to - 1]),
        Arrays.stream(piece.ends(), from, to).map(end -> end - start).toArray());
  }

  private record Place(Sentences run, int sentence) {
    long number() {
      return run.number(sentence);
    }
  }

  /** The windows of a part, in the order of the sentences. */
  private static Iterator<WordWindows> windows(Iterator<Sentences> runs, WindowSampler sampler) {
    List<Place> places = new ArrayList<>();
    runs.forEachRemaining(
        run -> {
          for (int s = 0; s < run.count(); s++) {
            places.add(new Place(run, s));
          }
        });
    places.sort(Comparator.comparingLong(Place::number));
    List<WordWindows> pieces = new ArrayList<>();
    WindowPacker packer = new WindowPacker(sampler.vocabulary());
    for (Place place : places) {
      sampler.addWindows(place.run(), place.sentence(), packer);
      if (packer.isFull()) {
        pieces.add(packer.take());
      }
    }
    if (packer.count() > 0) {
      pieces.add(packer.take());
    }
    return pieces.iterator();
  }

  private static long count(Iterator<WordWindows> pieces) {
    long count = 0;
    while (pieces.hasNext()) {
      count += pieces.next().count();
    }
    return count;
  }

  /** The pieces of a part, cut where blocks begin. */
  private static Iterator<Run> runs(
      Iterator<WordWindows> pieces, long firstOfPart, long rows, int blocks) {
    List<Run> runs = new ArrayList<>();
    long first = firstOfPart;
    while (pieces.hasNext()) {
      WordWindows piece = pieces.next();
      int from = 0;
      while (from < piece.count()) {
        int block = Dataset.blockOf(first + from, blocks, rows);
        long end = Dataset.firstRow(block + 1, blocks, rows) - first;
        int to = (int) Math.min(piece.count(), end);
        runs.add(new Run(first + from, WindowPacker.slice(piece, from, to)));
        from = to;
      }
      first += piece.count();
    }
    return runs.iterator();
  }
}

package dev.bellows.embed.corpus;

import dev.bellows.embed.corpus.Segment.Place;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import scala.Tuple2;

/**
 * Counts the words of one task. Its counts go to reducers by the words' hashes; its segments to
 * reducer 0.
 */
final class CountPass implements Pass<Tuple2<Integer, CountPass.Tally>> {
  /** Distinct words that a task holds at the most: with their counts some 300 MB. */
  static final int MOST_WORDS = 4_000_000;

  private static final int MOST_BYTES = 1 << 27;

  /** Counts of some words, each there once, and what some segments hold. */
  record Tally(CountedWords words, List<Segment> segments) implements Serializable {}

  private final int reducers;
  private final int mostWords;
  private final Queue<Tuple2<Integer, Tally>> ready = new ArrayDeque<>();
  private final List<Segment> segments = new ArrayList<>();
  private WordTable table = new WordTable();
  private long[] counts = new long[1 << 12];
  private Place place;
  private long records;
  private long sentences;
  private long words;
  private String problem;

  /**
   * A pass.
   *
   * @param mostWords with more distinct words it gives its counts away and begins anew
   */
  CountPass(int reducers, int mostWords) {
    this.reducers = reducers;
    this.mostWords = mostWords;
  }

  @Override
  public void begin(String file, long segment) {
    closeSegment();
    place = new Place(file, segment);
  }

  @Override
  public void word(byte[] bytes, int from, int to, int hash) {
    int word = table.add(bytes, from, to, hash);
    if (word == counts.length) {
      counts = Arrays.copyOf(counts, 2 * word);
    }
    counts[word]++;
    words++;
  }

  @Override
  public void endSentence() {
    sentences++;
    if (table.size() >= mostWords || table.length() >= MOST_BYTES) {
      giveCounts();
    }
  }

  @Override
  public void endRecord() {
    records++;
  }

  @Override
  public void problem(String what) {
    problem = what;
  }

  @Override
  public void end() {
    closeSegment();
    giveCounts();
    ready.add(new Tuple2<>(0, new Tally(new CountedWords.Packer().take(), List.copyOf(segments))));
  }

  @Override
  public Tuple2<Integer, Tally> poll() {
    return ready.poll();
  }

  private void closeSegment() {
    if (place != null) {
      segments.add(new Segment(place, records, sentences, words, problem));
    }
    records = 0;
    sentences = 0;
    words = 0;
    problem = null;
  }

  private void giveCounts() {
    CountedWords.Packer[] packers = new CountedWords.Packer[reducers];
    Arrays.setAll(packers, r -> new CountedWords.Packer());
    for (int word = 0; word < table.size(); word++) {
      int from = table.start(word);
      int to = table.end(word);
      int reducer = reducer(WordTable.hash(table.bytes(), from, to));
      packers[reducer].add(table.bytes(), from, to, counts[word]);
      if (packers[reducer].isFull()) {
        give(reducer, packers[reducer]);
      }
    }
    for (int reducer = 0; reducer < reducers; reducer++) {
      if (!packers[reducer].isEmpty()) {
        give(reducer, packers[reducer]);
      }
    }
    table = new WordTable();
    counts = new long[1 << 12];
  }

  /** By the hash's upper bits: the reducer's own table goes by the lower ones. */
  private int reducer(int hash) {
    return (int) ((hash & 0xFFFFFFFFL) * reducers >>> 32);
  }

  private void give(int reducer, CountedWords.Packer packer) {
    ready.add(new Tuple2<>(reducer, new Tally(packer.take(), List.of())));
  }
}

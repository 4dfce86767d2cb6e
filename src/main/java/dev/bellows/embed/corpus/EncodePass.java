package dev.bellows.embed.corpus;

import dev.bellows.embed.corpus.Segment.Place;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import scala.Tuple2;

/** Turns the words of one task into numbers, each sentence for its share. */
final class EncodePass implements Pass<Tuple2<Integer, Encoded>> {
  private static final int MOST_BYTES = 1 << 18;
  private static final int MOST_BYTES_OF_ALL = 1 << 26;
  private static final int FEWEST_BYTES = 1 << 12;

  /**
   * What all tasks need.
   *
   * @param table the words of the vocabulary by their numbers
   * @param firsts the number of the first sentence of each segment
   */
  record Code(WordTable table, Map<Place, Long> firsts) implements Serializable {}

  private final Code code;
  private final int enough;
  private final Encoded.Writer[] writers;
  private final long[] firsts; // of each writer
  private final Queue<Tuple2<Integer, Encoded>> ready = new ArrayDeque<>();
  private long sentence;
  private Encoded.Writer open;

  EncodePass(Code code, int shares) {
    this.code = code;
    enough = Math.max(FEWEST_BYTES, Math.min(MOST_BYTES, MOST_BYTES_OF_ALL / shares));
    writers = new Encoded.Writer[shares];
    firsts = new long[shares];
  }

  @Override
  public void begin(String file, long segment) {
    giveAll();
    Long first = code.firsts().get(new Place(file, segment));
    if (first == null) {
      throw changed();
    }
    sentence = first;
    openSentence();
  }

  @Override
  public void word(byte[] bytes, int from, int to, int hash) {
    int word = code.table().find(bytes, from, to, hash);
    if (word >= 0) {
      open.word(word);
    }
  }

  @Override
  public void endSentence() {
    open.endSentence();
    if (open.length() >= enough) {
      give(share());
    }
    sentence++;
    openSentence();
  }

  @Override
  public void endRecord() {
    // sentences alone count
  }

  @Override
  public void problem(String problem) {
    throw changed(); // it was readable when its words were counted
  }

  @Override
  public void end() {
    giveAll();
  }

  @Override
  public Tuple2<Integer, Encoded> poll() {
    return ready.poll();
  }

  static IllegalStateException changed() {
    return new IllegalStateException(
        "the corpus had other words when it was read again; was it written meanwhile?");
  }

  private int share() {
    return (int) (sentence % writers.length);
  }

  private void openSentence() {
    int share = share();
    if (writers[share] == null) {
      writers[share] = new Encoded.Writer();
    }
    open = writers[share];
    if (open.length() == 0) {
      firsts[share] = sentence;
    }
  }

  private void giveAll() {
    for (int share = 0; share < writers.length; share++) {
      if (writers[share] != null && writers[share].length() > 0) {
        give(share);
      }
    }
  }

  private void give(int share) {
    ready.add(new Tuple2<>(share, writers[share].take(share, firsts[share])));
  }
}

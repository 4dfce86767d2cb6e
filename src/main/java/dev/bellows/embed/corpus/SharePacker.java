package dev.bellows.embed.corpus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Packs the sentences of one share into pieces. Where they are cut depends on the sentences alone:
 * the same corpus gives the same pieces however it was read.
 */
final class SharePacker {
  /** A megabyte less an array's header, so that the array fills one region of a small heap. */
  static final int MOST_VALUES = (1 << 18) - 4;

  private final long shares;
  private final List<Sentences> pieces = new ArrayList<>();
  private long first; // the number of the first sentence of the open piece
  private int[] tokens = new int[1 << 10];
  private int[] ends = new int[1 << 6];
  private int used;
  private int count;

  private SharePacker(int number, int shares) {
    first = number;
    this.shares = shares;
  }

  /**
   * The share that these make up.
   *
   * @param encoded in any order, as the tasks left them; emptied, so that nothing is there twice
   * @throws IllegalStateException where a sentence is missing
   */
  static CorpusShare share(int number, int shares, List<Encoded> encoded) {
    encoded.sort(Comparator.comparingLong(Encoded::first));
    SharePacker packer = new SharePacker(number, shares);
    long next = number;
    for (int e = 0; e < encoded.size(); e++) {
      Encoded sentences = encoded.set(e, null);
      if (sentences.first() != next) {
        throw EncodePass.changed();
      }
      next += sentences.sentences() * shares;
      sentences.decode(packer);
    }
    packer.cut(packer.count);
    return new CorpusShare(number, packer.pieces);
  }

  /** A word of the open sentence. */
  void word(int word) {
    if (used == tokens.length) {
      tokens = Arrays.copyOf(tokens, larger(used));
    }
    tokens[used++] = word;
  }

  /** The open sentence ends. */
  void endSentence() {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, larger(count));
    }
    ends[count++] = used;
    // A sentence alone may be larger than a piece should be.
    if (used > MOST_VALUES && count > 1) {
      cut(count - 1);
    }
    if (used >= MOST_VALUES || count == MOST_VALUES) {
      cut(count);
    }
  }

  private static int larger(int length) {
    return length < MOST_VALUES ? Math.min(MOST_VALUES, 2 * length) : 2 * length;
  }

  /** Makes a piece of the first sentences; the others, one at the most, stay. */
  private void cut(int sentences) {
    if (sentences == 0) {
      return;
    }
    int end = ends[sentences - 1];
    pieces.add(
        new Sentences(first, shares, Arrays.copyOf(tokens, end), Arrays.copyOf(ends, sentences)));
    first += sentences * shares;
    System.arraycopy(tokens, end, tokens, 0, used - end);
    used -= end;
    count -= sentences;
    ends[0] = used;
  }
}

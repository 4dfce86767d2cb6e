package dev.bellows.embed.replica;

import dev.bellows.embed.corpus.CorpusShare;
import dev.bellows.embed.corpus.Sentences;
import java.util.Arrays;
import java.util.List;

/**
 * A share cut into units of work for threads: some sentences that follow each other. Where they
 * begin depends on the sentences alone, not on the pieces that these lie in.
 */
final class Units {
  private static final int UNIT_TOKENS = 8192;

  private final List<Sentences> pieces;
  private final int[] pieceOf;
  private final int[] sentenceOf;
  private final long[] before; // tokens before each unit, and all of them behind the last one
  private final int count;

  Units(CorpusShare share) {
    pieces = share.pieces();
    int most = (int) Math.min(Integer.MAX_VALUE - 16, share.tokens() / UNIT_TOKENS + 2);
    int[] firstPieces = new int[most];
    int[] firstSentences = new int[most];
    long[] tokensBefore = new long[most + 1];
    long tokens = 0;
    int units = 0;
    long unitBegan = -UNIT_TOKENS;
    for (int p = 0; p < pieces.size(); p++) {
      Sentences piece = pieces.get(p);
      for (int s = 0; s < piece.count(); s++) {
        if (tokens - unitBegan >= UNIT_TOKENS) {
          firstPieces[units] = p;
          firstSentences[units] = s;
          tokensBefore[units++] = tokens;
          unitBegan = tokens;
        }
        tokens += piece.ends()[s] - piece.start(s);
      }
    }
    tokensBefore[units] = tokens;
    count = units;
    pieceOf = Arrays.copyOf(firstPieces, units);
    sentenceOf = Arrays.copyOf(firstSentences, units);
    before = Arrays.copyOf(tokensBefore, units + 1);
  }

  /** The number of units. */
  int count() {
    return count;
  }

  /** All tokens. */
  long tokens() {
    return before[count];
  }

  /** The tokens of the units before one. */
  long before(int unit) {
    return before[unit];
  }

  /** The first unit of a round; that of the round behind the last is {@code count()}. */
  int first(int round, int rounds) {
    long from = tokens() / rounds * round + tokens() % rounds * round / rounds;
    int at = Arrays.binarySearch(before, 0, count, from);
    return round >= rounds ? count : at >= 0 ? at : -at - 1;
  }

  /** Something done with a sentence. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Called for each sentence in order.
     *
     * @param before the tokens of the share before it
     */
    void visit(int[] tokens, int from, int to, long number, long before);
  }

  /** Visits the sentences of a unit. */
  void visit(int unit, Visitor visitor) {
    int p = pieceOf[unit];
    int s = sentenceOf[unit];
    long tokens = before[unit];
    while (tokens < before[unit + 1]) {
      Sentences piece = pieces.get(p);
      for (; s < piece.count() && tokens < before[unit + 1]; s++) {
        int from = piece.start(s);
        int to = piece.ends()[s];
        if (to > from) {
          visitor.visit(piece.tokens(), from, to, piece.number(s), tokens);
        }
        tokens += to - from;
      }
      p++;
      s = 0;
    }
  }
}

package dev.bellows.model;

import dev.bellows.linalg.Labelled;
import java.util.BitSet;

/** Predicts many rows in pieces, so that the room for what is predicted stays small. */
final class Predictions {
  /** Enough for products of matrices to be fast, and not too many for a cache. */
  private static final int PIECE = 512;

  private Predictions() {}

  /** Is shown what was predicted for a row. */
  interface Visitor {
    /**
     * One row.
     *
     * @param row its number
     * @param outputs holds what is predicted; may be overwritten
     * @param at where the row's outputs begin
     */
    void visit(int row, double[] outputs, int at);
  }

  /** Shows the chosen rows in their order, but for those for which nothing can be predicted. */
  static void visit(
      Predictor predictor,
      Labelled examples,
      int[] rows,
      int count,
      double[] parameters,
      Visitor visitor) {
    int width = predictor.outputs();
    int[] piece = new int[Math.min(count, PIECE)];
    double[] outputs = new double[piece.length * width];
    for (int from = 0; from < count; from += PIECE) {
      int size = Math.min(PIECE, count - from);
      System.arraycopy(rows, from, piece, 0, size);
      BitSet without = predictor.predict(examples, piece, size, parameters, outputs);
      for (int i = without.nextClearBit(0); i < size; i = without.nextClearBit(i + 1)) {
        visitor.visit(piece[i], outputs, i * width);
      }
    }
  }
}

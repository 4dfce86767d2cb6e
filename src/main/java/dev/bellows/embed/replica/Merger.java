package dev.bellows.embed.replica;

import dev.bellows.embed.replica.Message.Changes;
import dev.bellows.embed.replica.Message.Merged;
import dev.bellows.linalg.FloatTable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A replica's side of a merge: block of rows by block of rows it says how its rows have changed,
 * and takes what has become of all replicas' changes.
 */
final class Merger {
  /** So many blocks are under way at a time. */
  private static final int UNDER_WAY = 8;

  private final int replica;
  private final Tables tables;
  private final Tables base;
  private final Touched touched;
  private final Contraction contraction;
  private final List<Line> owners; // by the replica that answers for a block
  private double largest;

  private record Asked(int table, CompletableFuture<Message> answer) {}

  /**
   * A merger.
   *
   * @param base the tables after the last merge; moved with them
   * @param owners the ways to all replicas, this one too
   */
  Merger(
      int replica,
      Tables tables,
      Tables base,
      Touched touched,
      Contraction contraction,
      List<Line> owners) {
    this.replica = replica;
    this.tables = tables;
    this.base = base;
    this.touched = touched;
    this.contraction = contraction;
    this.owners = owners;
  }

  /** Merges after a round; no thread may be at work. */
  void merge(long round) throws InterruptedException {
    largest = 0;
    Deque<Asked> underWay = new ArrayDeque<>();
    int words = tables.words();
    for (int first = 0; first < words; first += Tables.BLOCK_ROWS) {
      for (int table = 0; table < 2; table++) {
        if (underWay.size() == UNDER_WAY) {
          take(underWay.remove());
        }
        Line owner = owners.get(first / Tables.BLOCK_ROWS % owners.size());
        underWay.add(new Asked(table, owner.ask(changes(round, table, first))));
      }
    }
    while (!underWay.isEmpty()) {
      take(underWay.remove());
    }
  }

  private Changes changes(long round, int table, int first) {
    FloatTable now = tables.table(table);
    FloatTable then = base.table(table);
    int columns = now.columns();
    int end = Tables.endOfBlock(first, now.rows());
    int[] rows = new int[end - first];
    int count = 0;
    for (int row = first; row < end; row++) {
      if (touched.isMarked(table, row) && contraction.isDue(table, row, round)) {
        rows[count++] = row;
        touched.unmark(table, row);
      }
    }
    float[] values = new float[count * columns];
    for (int i = 0; i < count; i++) {
      float[] a = now.array(rows[i]);
      float[] b = then.array(rows[i]);
      int at = now.offset(rows[i]);
      for (int c = 0; c < columns; c++) {
        values[i * columns + c] = a[at + c] - b[at + c];
      }
    }
    return new Changes(round, table, first, replica, Arrays.copyOf(rows, count), values);
  }

  private void take(Asked asked) throws InterruptedException {
    Merged merged = Answers.await(asked.answer(), Merged.class);
    FloatTable now = tables.table(asked.table());
    FloatTable then = base.table(asked.table());
    int columns = now.columns();
    for (int i = 0; i < merged.rows().length; i++) {
      now.setRow(merged.rows()[i], merged.values(), i * columns);
      then.setRow(merged.rows()[i], merged.values(), i * columns);
    }
    largest = Norms.larger(largest, Norms.largestSquare(merged.values(), columns));
  }

  /** The largest square of the norm of a row that the last merge moved; NaN: one is not finite. */
  double largest() {
    return largest;
  }
}

package dev.bellows.data;

import dev.bellows.linalg.Examples;
import java.io.Serializable;
import java.util.List;

/**
 * A numbered block of rows as flat arrays, in pieces of about a megabyte so that no large
 * contiguous memory is asked for. The rows of block {@code b} follow those of block {@code b - 1}.
 * Nothing of the data ever changes.
 */
public final class PackedBlock implements Serializable {
  /**
   * So many values make a piece: a megabyte less an array's header, so that the array fills one
   * region of a small heap.
   */
  public static final int MOST_VALUES = (1 << 17) - 2;

  private static final long serialVersionUID = 1L;

  private final int number;
  private final long firstRow;
  private final int count;
  private final List<Examples> pieces;
  private transient volatile EpochIndex index; // of the epoch last asked for
  private transient volatile PackedBlock alone;

  /**
   * A block.
   *
   * @param number the block's number, 0 for the first
   * @param firstRow the number of its first row
   * @param pieces its rows
   */
  public PackedBlock(int number, long firstRow, List<? extends Examples> pieces) {
    this.number = number;
    this.firstRow = firstRow;
    this.pieces = List.copyOf(pieces);
    this.count = Math.toIntExact(pieces.stream().mapToLong(Examples::count).sum());
  }

  /** The block's number: its place in every ordered sum. */
  public int number() {
    return number;
  }

  /** The number of rows. */
  public int count() {
    return count;
  }

  /** The global number of the block's first row. */
  public long firstRow() {
    return firstRow;
  }

  /** Something done with some rows of a piece. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called for each piece that has rows to visit, in order.
     *
     * @param piece the rows to choose from
     * @param rows row numbers within the piece, ascending; valid during the call only
     * @param count how many of them count
     */
    void visit(Examples piece, int[] rows, int count);
  }

  /** Something done with some rows of a piece, whose global numbers matter. */
  @FunctionalInterface
  public interface NumberedVisitor {
    /**
     * Called as {@link Visitor#visit} is.
     *
     * @param firstRow the global number of the piece's first row
     */
    void visit(Examples piece, long firstRow, int[] rows, int count);
  }

  /** Visits the rows that belong to one batch of an epoch, in ascending order. */
  public void visitBatch(BatchPlan plan, int epoch, int batch, NumberedVisitor visitor) {
    if (plan.shuffle()) {
      EpochIndex rows = index(plan, epoch);
      visitRows(rows.order(), rows.from(batch), rows.to(batch), visitor);
    } else {
      long start = batch * plan.batchSize();
      long from = Math.max(start, firstRow);
      long to = Math.min(start + plan.batchRows(batch), firstRow + count);
      visitRange((int) (from - firstRow), (int) Math.max(0, to - from), visitor);
    }
  }

  /** Visits all rows. */
  public void visitAll(Visitor visitor) {
    visitRange(0, count, (piece, first, rows, n) -> visitor.visit(piece, rows, n));
  }

  /** Visits some rows, given by their numbers within the block, ascending. */
  public void visitRows(int[] rows, int from, int to, NumberedVisitor visitor) {
    int pieceStart = 0;
    int next = from;
    int[] chosen = new int[to - from];
    for (Examples piece : pieces) {
      int n = 0;
      while (next < to && rows[next] < pieceStart + piece.count()) {
        chosen[n++] = rows[next++] - pieceStart;
      }
      if (n > 0) {
        visitor.visit(piece, firstRow + pieceStart, chosen, n);
      }
      if (next == to) {
        return;
      }
      pieceStart += piece.count();
    }
  }

  /** The same rows as a block whose batches are of its own rows only; always the same object. */
  public PackedBlock alone() {
    PackedBlock view = alone;
    if (view == null) {
      view = firstRow == 0 ? this : new PackedBlock(number, 0, pieces);
      alone = view;
    }
    return view;
  }

  /**
   * The same rows for a training of its own. Where trainings in several threads share a block, each
   * needs such a view: a block remembers where the batches of one epoch of one plan stand.
   */
  public PackedBlock view() {
    return new PackedBlock(number, firstRow, pieces);
  }

  private EpochIndex index(BatchPlan plan, int epoch) {
    EpochIndex current = index;
    if (current == null || !current.isFor(plan, epoch)) {
      current = new EpochIndex(plan, epoch, firstRow, count);
      index = current;
    }
    return current;
  }

  private void visitRange(int first, int length, NumberedVisitor visitor) {
    int pieceStart = 0;
    for (Examples piece : pieces) {
      int from = Math.max(first, pieceStart);
      int to = Math.min(first + length, pieceStart + piece.count());
      if (from < to) {
        int[] rows = new int[to - from];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = from - pieceStart + i;
        }
        visitor.visit(piece, firstRow + pieceStart, rows, rows.length);
      }
      pieceStart += piece.count();
    }
  }
}

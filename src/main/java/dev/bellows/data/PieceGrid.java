package dev.bellows.data;

import dev.bellows.data.RowPlacement.Role;
import dev.bellows.data.RowPlacement.Run;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Where the pieces of a block begin. A sum over rows is rounded otherwise where it is made of other
 * pieces, so this depends on the rows alone and never on how Spark has split the files: a block is
 * cut into cells of equally many rows, and a cell into as few pieces as it takes.
 *
 * <p>Runs that lie in one split are cut so from the start; only a cell that begins in one split and
 * ends in another is packed again.
 *
 * @param columns the number of features of a row
 * @param sparse how rows are packed
 * @param weighted whether rows count differently
 * @param cellRows the rows of a cell, at least 1
 */
record PieceGrid(int columns, boolean sparse, boolean weighted, int cellRows)
    implements Serializable {
  /**
   * Few cells of sparse rows have so many values more than the mean that one piece is too small.
   */
  private static final double MEAN_FILLING = 0.75;

  /** Every cell is one piece. */
  static PieceGrid ofDense(int columns) {
    return new PieceGrid(columns, false, false, Math.max(1, PackedBlock.MOST_VALUES / columns));
  }

  /**
   * A cell is one piece, but where rows are much longer than others.
   *
   * @param meanValues the mean number of stored values in a row
   */
  static PieceGrid ofSparse(int columns, double meanValues) {
    double rows = MEAN_FILLING * PackedBlock.MOST_VALUES / Math.max(1, meanValues);
    return new PieceGrid(columns, true, false, (int) Math.max(1, rows));
  }

  /** The same for rows that count differently, or that do not. */
  PieceGrid weighted(boolean differently) {
    return new PieceGrid(columns, sparse, differently, cellRows);
  }

  RowPacker packer() {
    return new RowPacker(columns, sparse, weighted);
  }

  /** The number of the first row behind the cell of row {@code number}. */
  long endOfCell(long firstOfBlock, long number) {
    return number + cellRows - (number - firstOfBlock) % cellRows;
  }

  /**
   * The runs of one block, cut as the grid wants it.
   *
   * @param runs in the order of their roles and rows, none of them beyond a cell
   * @param firstOfBlock the number of the block's first row of a role
   */
  List<Run> whole(List<Run> runs, ToLongFunction<Role> firstOfBlock) {
    List<Run> whole = new ArrayList<>();
    int from = 0;
    while (from < runs.size()) {
      Role role = runs.get(from).role();
      long end = endOfCell(firstOfBlock.applyAsLong(role), runs.get(from).first());
      int to = from + 1;
      while (to < runs.size() && runs.get(to).role() == role && runs.get(to).first() < end) {
        to++;
      }
      whole.addAll(to - from == 1 ? runs.subList(from, to) : joined(runs.subList(from, to)));
      from = to;
    }
    return whole;
  }

  private List<Run> joined(List<Run> cell) {
    List<Run> joined = new ArrayList<>();
    RowPacker packer = packer();
    Role role = cell.get(0).role();
    long first = cell.get(0).first();
    for (Run run : cell) {
      for (int row = 0; row < run.examples().count(); row++) {
        if (packer.isFullFor(run.examples(), row)) {
          Run full = new Run(role, first, packer.take());
          joined.add(full);
          first = full.end();
        }
        packer.add(run.examples(), row);
      }
    }
    joined.add(new Run(role, first, packer.take()));
    return joined;
  }
}

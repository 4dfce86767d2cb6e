package dev.bellows.data;

import dev.bellows.data.source.SourceRow;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.Examples;
import dev.bellows.linalg.SparseRows;
import java.util.Arrays;

/** Packs rows into flat arrays, up to about a megabyte. */
final class RowPacker {
  /** A megabyte less an array's header, so that the array fills one region of a small heap. */
  private static final int MOST_VALUES = (1 << 17) - 2;

  private final int columns;
  private final boolean sparse;
  private double[] values = new double[0];
  private int[] indices = new int[0];
  private int[] starts = new int[1];
  private double[] labels = new double[0];
  private int stored;
  private int rows;

  RowPacker(int columns, boolean sparse) {
    this.columns = columns;
    this.sparse = sparse;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /** Whether that row would make it larger than a piece should be. */
  boolean isFullFor(SourceRow row) {
    int more = sparse ? row.values().length : columns;
    return rows > 0 && stored + more > MOST_VALUES;
  }

  void add(SourceRow row) {
    int more = sparse ? row.values().length : columns;
    if (stored + more > values.length) {
      int size = Math.max(stored + more, Math.min(MOST_VALUES, 2 * values.length));
      values = Arrays.copyOf(values, size);
      indices = sparse ? Arrays.copyOf(indices, size) : indices;
    }
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, Math.max(16, 2 * rows));
      starts = sparse ? Arrays.copyOf(starts, labels.length + 1) : starts;
    }
    if (sparse) {
      System.arraycopy(row.values(), 0, values, stored, more);
      System.arraycopy(row.indices(), 0, indices, stored, more);
      starts[rows + 1] = stored + more;
    } else if (row.indices() == null) {
      System.arraycopy(row.values(), 0, values, stored, more);
    } else {
      for (int i = 0; i < row.values().length; i++) {
        values[stored + row.indices()[i]] = row.values()[i];
      }
    }
    labels[rows++] = row.label();
    stored += more;
  }

  /** What has been packed; the packer is empty again. */
  Examples take() {
    double[] packed = Arrays.copyOf(values, stored);
    Examples examples =
        new Examples(
            sparse
                ? new SparseRows(
                    Arrays.copyOf(starts, rows + 1),
                    Arrays.copyOf(indices, stored),
                    packed,
                    columns)
                : new DenseRows(packed, columns),
            Arrays.copyOf(labels, rows));
    Arrays.fill(values, 0); // dense rows made of sparse ones rely on zeros
    stored = 0;
    rows = 0;
    return examples;
  }
}

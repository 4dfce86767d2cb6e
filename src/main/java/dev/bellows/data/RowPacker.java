package dev.bellows.data;

import dev.bellows.data.source.SourceRow;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import java.util.Arrays;

/** Packs rows into flat arrays, up to a megabyte. */
final class RowPacker {
  private final int columns;
  private final boolean sparse;
  private final boolean weighted;
  private double[] values = new double[0];
  private int[] indices = new int[0];
  private int[] starts = new int[1];
  private double[] labels = new double[0];
  private double[] weights = new double[0];
  private int stored;
  private int rows;

  RowPacker(int columns, boolean sparse, boolean weighted) {
    this.columns = columns;
    this.sparse = sparse;
    this.weighted = weighted;
  }

  /** Whether that row would make it larger than a piece should be. */
  boolean isFullFor(SourceRow row) {
    return isFullFor(row.values().length);
  }

  /** Whether row {@code row} of rows that were packed alike would. */
  boolean isFullFor(LabelledRows examples, int row) {
    return isFullFor(
        examples.features() instanceof SparseRows from
            ? from.starts()[row + 1] - from.starts()[row]
            : columns);
  }

  private boolean isFullFor(int length) {
    return rows > 0 && stored + (sparse ? length : columns) > PackedBlock.MOST_VALUES;
  }

  /** Adds a row, with a label that need not be what was read. */
  void add(SourceRow row, double label) {
    add(row.values(), row.indices(), 0, row.values().length, label, row.weight());
  }

  /** Adds row {@code row} of rows that were packed alike. */
  void add(LabelledRows examples, int row) {
    double label = examples.labels()[row];
    double weight = examples.weight(row);
    if (examples.features() instanceof SparseRows from) {
      int start = from.starts()[row];
      add(from.values(), from.indices(), start, from.starts()[row + 1] - start, label, weight);
    } else {
      double[] all = ((DenseRows) examples.features()).values();
      add(all, null, row * columns, columns, label, weight);
    }
  }

  /** Adds the row that stands in {@code length} elements from {@code from} on. */
  private void add(
      double[] row, int[] features, int from, int length, double label, double weight) {
    int more = sparse ? length : columns;
    if (stored + more > values.length) {
      int size = Math.max(stored + more, Math.min(PackedBlock.MOST_VALUES, 2 * values.length));
      values = Arrays.copyOf(values, size);
      indices = sparse ? Arrays.copyOf(indices, size) : indices;
    }
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, Math.max(16, 2 * rows));
      weights = weighted ? Arrays.copyOf(weights, labels.length) : weights;
      starts = sparse ? Arrays.copyOf(starts, labels.length + 1) : starts;
    }
    if (sparse) {
      System.arraycopy(row, from, values, stored, more);
      System.arraycopy(features, from, indices, stored, more);
      starts[rows + 1] = stored + more;
    } else if (features == null) {
      System.arraycopy(row, from, values, stored, more);
    } else {
      for (int i = from; i < from + length; i++) {
        values[stored + features[i]] = row[i];
      }
    }
    if (weighted) {
      weights[rows] = weight;
    }
    labels[rows++] = label;
    stored += more;
  }

  /** What has been packed; the packer is empty again. */
  LabelledRows take() {
    double[] packed = Arrays.copyOf(values, stored);
    LabelledRows examples =
        new LabelledRows(
            sparse
                ? new SparseRows(
                    Arrays.copyOf(starts, rows + 1),
                    Arrays.copyOf(indices, stored),
                    packed,
                    columns)
                : new DenseRows(packed, columns),
            Arrays.copyOf(labels, rows),
            Arrays.copyOf(weights, weighted ? rows : 0));
    Arrays.fill(values, 0); // dense rows made of sparse ones rely on zeros
    stored = 0;
    rows = 0;
    return examples;
  }
}

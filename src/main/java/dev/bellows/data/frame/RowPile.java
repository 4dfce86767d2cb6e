package dev.bellows.data.frame;

import dev.bellows.data.PackedBlock;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Piles up rows, dense or sparse as they come, and packs them all alike in pieces. */
final class RowPile {
  private final int columns;
  private final boolean sparse;
  private final boolean weighted;
  private final List<LabelledRows> pieces = new ArrayList<>();
  private double[] values = new double[0];
  private int[] indices = new int[0];
  private int[] starts = new int[1];
  private double[] labels = new double[0];
  private double[] weights = new double[0];
  private int stored;
  private int rows;

  RowPile(int columns, boolean sparse, boolean weighted) {
    this.columns = columns;
    this.sparse = sparse;
    this.weighted = weighted;
  }

  /** Whether so many numbers that are not zero make rows that are smaller when packed sparse. */
  static boolean isSparse(double notZero, int columns) {
    return 1.5 * (notZero + 1) < columns; // the rule of Spark's Vector.compressed
  }

  /**
   * Adds a row.
   *
   * @param row its values from {@code from} to before {@code to}
   * @param features their feature numbers, ascending; null where all are stored
   */
  void add(double[] row, int[] features, int from, int to, double label, double weight) {
    begin(sparse ? notZero(row, from, to) : columns);
    if (sparse) {
      for (int i = from; i < to; i++) {
        if (row[i] != 0) {
          values[stored] = row[i];
          indices[stored++] = features == null ? i - from : features[i];
        }
      }
    } else {
      if (features == null) {
        System.arraycopy(row, from, values, stored, columns);
      } else {
        for (int i = from; i < to; i++) {
          values[stored + features[i]] = row[i];
        }
      }
      stored += columns;
    }
    end(label, weight);
  }

  private static int notZero(double[] row, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += row[i] != 0 ? 1 : 0;
    }
    return count;
  }

  /** Adds a row of packed ones, with a factor to its weight. */
  void add(LabelledRows examples, int row, double factor) {
    double label = examples.labels()[row];
    double weight = factor * examples.weight(row);
    Rows features = examples.features();
    if (features instanceof SparseRows from) {
      add(from.values(), from.indices(), from.starts()[row], from.starts()[row + 1], label, weight);
    } else {
      double[] all = ((DenseRows) features).values();
      add(all, null, row * columns, (row + 1) * columns, label, weight);
    }
  }

  private void begin(int most) {
    if (rows > 0 && stored + most > PackedBlock.MOST_VALUES) {
      give();
    }
    if (stored + most > values.length) {
      int size = Math.max(stored + most, Math.min(PackedBlock.MOST_VALUES, 2 * values.length));
      values = Arrays.copyOf(values, size);
      indices = sparse ? Arrays.copyOf(indices, size) : indices;
    }
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, Math.max(16, 2 * rows));
      weights = weighted ? Arrays.copyOf(weights, labels.length) : weights;
      starts = sparse ? Arrays.copyOf(starts, labels.length + 1) : starts;
    }
  }

  private void end(double label, double weight) {
    if (sparse) {
      starts[rows + 1] = stored;
    }
    if (weighted) {
      weights[rows] = weight;
    }
    labels[rows++] = label;
  }

  private void give() {
    double[] packed = Arrays.copyOf(values, stored);
    Rows features =
        sparse
            ? new SparseRows(
                Arrays.copyOf(starts, rows + 1), Arrays.copyOf(indices, stored), packed, columns)
            : new DenseRows(packed, columns);
    pieces.add(
        new LabelledRows(
            features,
            Arrays.copyOf(labels, rows),
            weighted ? Arrays.copyOf(weights, rows) : weights));
    Arrays.fill(values, 0, stored, 0); // dense rows made of sparse ones rely on zeros
    stored = 0;
    rows = 0;
  }

  /** All that was added, in pieces of about a megabyte. */
  List<LabelledRows> take() {
    if (rows > 0) {
      give();
    }
    return List.copyOf(pieces);
  }
}

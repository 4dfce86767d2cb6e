package dev.bellows.data;

import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import java.util.List;

/** The arithmetic of standardisation on packed dense rows. */
final class ColumnSums {
  private ColumnSums() {}

  /**
   * The sums of every column, the label last, or of squared distances from a mean.
   *
   * @param mean what to measure from, {@code columns + 1} elements; null for the plain sums
   */
  static double[] of(List<RowPlacement.Run> runs, int columns, double[] mean) {
    double[] sums = new double[columns + 1];
    for (RowPlacement.Run run : runs) {
      double[] values = ((DenseRows) run.examples().features()).values();
      double[] labels = run.examples().labels();
      for (int row = 0; row < labels.length; row++) {
        for (int c = 0; c < columns; c++) {
          sums[c] += term(values[row * columns + c], mean, c);
        }
        sums[columns] += term(labels[row], mean, columns);
      }
    }
    return sums;
  }

  private static double term(double value, double[] mean, int column) {
    double distance = mean == null ? 0 : value - mean[column];
    return mean == null ? value : distance * distance;
  }

  /** The same rows, standardised in place: they have just been read and nobody else has them. */
  static LabelledRows scaled(LabelledRows examples, ColumnScaling scaling) {
    if (scaling != null && examples.features() instanceof SparseRows sparse) {
      scaling.applyToStored(sparse.indices(), sparse.values()); // only a division gets here
    } else if (scaling != null) {
      double[] values = ((DenseRows) examples.features()).values();
      double[] labels = examples.labels();
      for (int row = 0; row < labels.length; row++) {
        scaling.applyToFeatures(values, row * scaling.columns());
        labels[row] = scaling.applyToLabel(labels[row]);
      }
    }
    return examples;
  }
}

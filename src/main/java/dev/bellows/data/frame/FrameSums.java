package dev.bellows.data.frame;

import dev.bellows.data.PackedBlock;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.SparseRows;
import java.util.ArrayList;
import java.util.List;

/** Weighted sums over the columns of packed rows, sparse ones at the cost of what they store. */
final class FrameSums {
  /** A deviation below this part of the mean is the rounding of the mean. */
  private static final double ROUNDING = 1e-13;

  private FrameSums() {}

  /** The pieces of a block of rows. */
  static List<LabelledRows> pieces(PackedBlock block) {
    List<LabelledRows> pieces = new ArrayList<>();
    block.visitAll((piece, rows, count) -> pieces.add((LabelledRows) piece));
    return pieces;
  }

  /**
   * The weighted sum of every feature and of the label, behind them the sums of the weights and of
   * their squares: {@code columns + 3} elements.
   */
  static double[] plain(PackedBlock block, int columns) {
    double[] sums = new double[columns + 3];
    for (LabelledRows piece : pieces(block)) {
      for (int row = 0; row < piece.count(); row++) {
        double weight = piece.weight(row);
        piece.features().addScaled(row, weight, sums, 0);
        sums[columns] += weight * piece.labels()[row];
        sums[columns + 1] += weight;
        sums[columns + 2] += weight * weight;
      }
    }
    return sums;
  }

  /**
   * For every feature and the label the weighted sum of squared distances from the mean, over the
   * values that are stored; behind them, likewise, the weights of these.
   *
   * @param means of the features and the label
   */
  static double[] squares(PackedBlock block, double[] means) {
    int n = means.length;
    double[] sums = new double[2 * n];
    for (LabelledRows piece : pieces(block)) {
      for (int row = 0; row < piece.count(); row++) {
        double weight = piece.weight(row);
        if (piece.features() instanceof SparseRows rows) {
          for (int i = rows.starts()[row]; i < rows.starts()[row + 1]; i++) {
            add(sums, n, rows.indices()[i], rows.values()[i], means, weight);
          }
        } else {
          double[] values = ((DenseRows) piece.features()).values();
          for (int c = 0; c < n - 1; c++) {
            add(sums, n, c, values[row * (n - 1) + c], means, weight);
          }
        }
        add(sums, n, n - 1, piece.labels()[row], means, weight);
      }
    }
    return sums;
  }

  private static void add(
      double[] sums, int n, int column, double value, double[] means, double weight) {
    double distance = value - means[column];
    sums[column] += weight * distance * distance;
    sums[n + column] += weight;
  }

  /**
   * The deviation of a column.
   *
   * @param squares of what is stored
   * @param stored the weights of what is stored; the others are zeros
   */
  static double deviation(
      double squares, double stored, double weight, double mean, double divisor) {
    double zeros = Math.max(0, weight - stored);
    double deviation = divisor > 0 ? Math.sqrt((squares + zeros * mean * mean) / divisor) : 0;
    return deviation > ROUNDING * Math.abs(mean) ? deviation : 0;
  }
}

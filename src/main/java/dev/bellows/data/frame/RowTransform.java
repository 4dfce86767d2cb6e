package dev.bellows.data.frame;

import dev.bellows.data.PackedBlock;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import java.io.Serializable;

/**
 * What is done to every row before it is packed: a feature {@code x} becomes {@code (x − shift) ·
 * factor}, a label likewise.
 *
 * @param shifts one a feature; null for none, which keeps sparse rows sparse
 * @param factors one a feature; null for none
 * @param labelShift of the label
 * @param labelFactor of the label
 */
public record RowTransform(double[] shifts, double[] factors, double labelShift, double labelFactor)
    implements Serializable {

  /** Leaves rows as they are. */
  public static final RowTransform NONE = new RowTransform(null, null, 0, 1);

  private boolean isNone() {
    return factors == null && shifts == null && labelShift == 0 && labelFactor == 1;
  }

  /** The same rows, changed; the block itself stays. */
  PackedBlock applied(PackedBlock block) {
    return isNone()
        ? block
        : new PackedBlock(
            block.number(),
            block.firstRow(),
            FrameSums.pieces(block).stream().map(this::applied).toList());
  }

  private LabelledRows applied(LabelledRows piece) {
    double[] labels = piece.labels().clone();
    for (int row = 0; row < labels.length; row++) {
      labels[row] = (labels[row] - labelShift) * labelFactor;
    }
    return new LabelledRows(applied(piece.features()), labels, piece.weights());
  }

  private Rows applied(Rows rows) {
    if (rows instanceof SparseRows sparse) {
      double[] values = sparse.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = feature(sparse.indices()[i], values[i]);
      }
      return new SparseRows(sparse.starts(), sparse.indices(), values, sparse.columns());
    }
    double[] values = ((DenseRows) rows).values().clone();
    int columns = rows.columns();
    for (int i = 0; i < values.length; i++) {
      values[i] = feature(i % columns, values[i]);
    }
    return new DenseRows(values, columns);
  }

  private double feature(int column, double value) {
    double shifted = shifts == null ? value : value - shifts[column];
    return factors == null ? shifted : shifted * factors[column];
  }
}

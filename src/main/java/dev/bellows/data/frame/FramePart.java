package dev.bellows.data.frame;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * The rows of one partition of a frame, packed as they are.
 *
 * @param training the rows to train on, in their order
 * @param held the rows held out, in their order
 * @param facts about both
 */
record FramePart(List<LabelledRows> training, List<LabelledRows> held, Facts facts)
    implements Serializable {

  /**
   * What has been seen.
   *
   * @param columns the number of features of every row; 0 where there is no row
   * @param trainingRows how many rows to train on
   * @param heldRows how many rows are held out
   * @param skipped how many rows were left out
   * @param notZero how many numbers of features are not zero
   * @param weights the sum of the weights of the rows to train on
   * @param lowLabel the smallest label of these
   * @param highLabel the largest label of these
   * @param mostLabel the largest label of all rows
   * @param digest of all that was packed
   * @param problem why a row cannot be used; null where all can
   */
  record Facts(
      int columns,
      long trainingRows,
      long heldRows,
      long skipped,
      long notZero,
      double weights,
      double lowLabel,
      double highLabel,
      double mostLabel,
      long digest,
      String problem)
      implements Serializable {}

  /** How a row of the selected columns is read. */
  record Reader(FrameColumns columns) implements Serializable {
    private static final int FEATURES = 0;
    private static final int LABEL = 1;
    private static final int WEIGHT = 2;
    private static final int HELD = 3;

    /** Packs all rows of a partition. */
    FramePart read(int partition, Iterator<Row> rows) {
      Packing packing = new Packing(columns);
      for (long number = 1; rows.hasNext() && packing.problem == null; number++) {
        Row row = rows.next();
        String problem = packing.add(row);
        if (problem != null) {
          packing.problem = "%s (row %d of partition %d)".formatted(problem, number, partition);
        }
      }
      return packing.part();
    }
  }

  /** Counts and packs. */
  private static final class Packing {
    private static final String NEEDED =
        "; it takes finite numbers, and handleInvalid = skip leaves such rows out";

    private final FrameColumns names;
    private RowPile training; // null: no row yet
    private RowPile held;
    private int columns;
    private long trainingRows;
    private long heldRows;
    private long skipped;
    private long notZero;
    private double weights;
    private double lowLabel = Double.POSITIVE_INFINITY;
    private double highLabel = Double.NEGATIVE_INFINITY;
    private double mostLabel = Double.NEGATIVE_INFINITY;
    private long digest;
    private String problem;

    Packing(FrameColumns names) {
      this.names = names;
    }

    /** Adds a row; returns what is wrong with it, or null. */
    String add(Row row) {
      String invalid = invalid(row);
      if (invalid != null) {
        skipped++;
        return names.skip() ? null : invalid + NEEDED;
      }
      Vector features = (Vector) row.get(Reader.FEATURES);
      double label = row.getDouble(Reader.LABEL);
      double weight = names.weight() != null ? row.getDouble(Reader.WEIGHT) : 1;
      boolean out = names.held() != null && row.getBoolean(Reader.HELD);
      if (weight < 0) {
        return "column '%s' is %s; a weight is at least 0".formatted(names.weight(), weight);
      }
      if (!names.classes().allow(label)) {
        return "column '%s' is %s; %s".formatted(names.label(), label, names.classes().allowed());
      }
      if (training == null) {
        begin(features);
      }
      if (features.size() != columns) {
        return "column '%s' has %d features, and %d in the first row; all rows have as many"
            .formatted(names.features(), features.size(), columns);
      }
      count(label, weight, out);
      pack(features, label, weight, out ? held : training);
      return null;
    }

    private void begin(Vector first) {
      columns = first.size();
      boolean sparse = RowPile.isSparse(first.numNonzeros(), columns);
      training = new RowPile(columns, sparse, names.weight() != null);
      held = new RowPile(columns, sparse, names.weight() != null);
    }

    private void count(double label, double weight, boolean out) {
      if (out) {
        heldRows++;
      } else {
        trainingRows++;
        weights += weight;
        lowLabel = Math.min(lowLabel, label);
        highLabel = Math.max(highLabel, label);
      }
      mostLabel = Math.max(mostLabel, label);
    }

    private void pack(Vector features, double label, double weight, RowPile pile) {
      double[] values;
      int[] indices = null;
      if (features instanceof SparseVector sparse) {
        values = sparse.values();
        indices = sparse.indices();
      } else {
        values = ((DenseVector) features).values();
      }
      pile.add(values, indices, 0, values.length, label, weight);
    }

    private List<LabelledRows> taken(RowPile pile) {
      List<LabelledRows> pieces = pile.take();
      mix(pieces.size());
      for (LabelledRows piece : pieces) {
        for (int row = 0; row < piece.count(); row++) {
          mix(Double.doubleToLongBits(piece.labels()[row]));
          mix(Double.doubleToLongBits(piece.weight(row)));
          see(piece.features(), row);
        }
      }
      return pieces;
    }

    private void see(Rows features, int row) {
      if (features instanceof SparseRows sparse) {
        for (int i = sparse.starts()[row]; i < sparse.starts()[row + 1]; i++) {
          see(sparse.indices()[i], sparse.values()[i]);
        }
        return;
      }
      double[] values = ((DenseRows) features).values();
      for (int c = 0; c < columns; c++) {
        if (values[row * columns + c] != 0) {
          see(c, values[row * columns + c]);
        }
      }
    }

    private void see(int column, double value) {
      notZero++;
      mix(Double.doubleToLongBits(value) + column);
    }

    private void mix(long bits) {
      digest = KeyedRandom.mix(digest * 31 + bits);
    }

    private String invalid(Row row) {
      for (int c = 0; c < row.length(); c++) {
        String name = name(c);
        if (row.isNullAt(c)) {
          return "column '%s' is null".formatted(name);
        }
        if (row.get(c) instanceof Double number && !Double.isFinite(number)) {
          return "column '%s' is %s".formatted(name, number);
        }
      }
      Vector features = (Vector) row.get(Reader.FEATURES);
      double[] values =
          features instanceof SparseVector sparse
              ? sparse.values()
              : ((DenseVector) features).values();
      for (int i = 0; i < values.length; i++) {
        if (!Double.isFinite(values[i])) {
          int feature = features instanceof SparseVector sparse ? sparse.indices()[i] : i;
          return "column '%s' has %s at feature %d".formatted(names.features(), values[i], feature);
        }
      }
      return null;
    }

    private String name(int column) {
      return switch (column) {
        case Reader.FEATURES -> names.features();
        case Reader.LABEL -> names.label();
        case Reader.WEIGHT -> names.weight();
        default -> names.held();
      };
    }

    FramePart part() {
      boolean some = training != null && problem == null;
      List<LabelledRows> trainingPieces = some ? taken(training) : List.of();
      List<LabelledRows> heldPieces = some ? taken(held) : List.of();
      return new FramePart(trainingPieces, heldPieces, facts());
    }

    private Facts facts() {
      return new Facts(
          columns,
          trainingRows,
          heldRows,
          skipped,
          notZero,
          weights,
          lowLabel,
          highLabel,
          mostLabel,
          digest,
          problem);
    }
  }
}

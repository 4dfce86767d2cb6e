package dev.bellows.model;

import dev.bellows.linalg.IndexSet;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import java.util.Optional;

/**
 * What sparse rows reach of a linear model whose parameters are {@code weight} (outputs × columns)
 * and behind it a few that every row reaches: the columns that a row stores, for each output.
 *
 * @param rows the rows
 * @param outputs the number of rows of {@code weight}, at least 1
 * @param biases how many parameters stand behind it, 0 or more
 */
record LinearSupport(SparseRows rows, int outputs, int biases) implements Support {

  /** That of these rows; none where they are dense, and reach all. */
  static Optional<Support> of(Rows rows, int outputs, int biases) {
    return rows instanceof SparseRows sparse
        ? Optional.of(new LinearSupport(sparse, outputs, biases))
        : Optional.empty();
  }

  @Override
  public void mark(int[] chosen, int count, IndexSet marked) {
    int[] starts = rows.starts();
    int[] indices = rows.indices();
    for (int i = 0; i < count; i++) {
      int from = starts[chosen[i]];
      int to = starts[chosen[i] + 1];
      for (int output = 0; output < outputs; output++) {
        marked.addAll(indices, from, to, output * rows.columns());
      }
    }
    int behind = outputs * rows.columns();
    marked.addRange(behind, behind + biases);
  }
}

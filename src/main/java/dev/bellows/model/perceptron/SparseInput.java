package dev.bellows.model.perceptron;

import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import java.util.Arrays;

/**
 * Rows of many features of which few are stored. The weights of those columns that a tile has are
 * gathered, one column behind the other, and so is their gradient; no others are touched.
 */
final class SparseInput<A> implements InputTile<A> {
  private static final int NONE = -1;
  private static final int FIRST_ROOM = 1 << 10;

  private final TileKernels<A> kernels;
  private final Layer<A> layer;
  private final int[] slots; // of each feature: its place among the tile's columns, or NONE
  private final int[] starts;
  private int[] slotOf = new int[FIRST_ROOM]; // of each stored element
  private double[] values = new double[FIRST_ROOM];
  private int[] columns = new int[FIRST_ROOM];
  private int columnCount;
  private int count;
  private A weights; // tile's columns × outputs
  private A gradients;
  private int room; // of both, in columns

  SparseInput(TileKernels<A> kernels, Layer<A> layer, int capacity) {
    this.kernels = kernels;
    this.layer = layer;
    slots = new int[layer.inputs()];
    Arrays.fill(slots, NONE);
    starts = new int[capacity + 1];
  }

  @Override
  public void add(Rows rows, int row) {
    SparseRows sparse = (SparseRows) rows;
    int from = sparse.starts()[row];
    int length = sparse.starts()[row + 1] - from;
    int at = starts[count];
    if (at + length > values.length) {
      int size = Math.max(at + length, 2 * values.length);
      slotOf = Arrays.copyOf(slotOf, size);
      values = Arrays.copyOf(values, size);
    }
    System.arraycopy(sparse.values(), from, values, at, length);
    for (int i = 0; i < length; i++) {
      slotOf[at + i] = slot(sparse.indices()[from + i]);
    }
    starts[++count] = at + length;
  }

  private int slot(int column) {
    if (slots[column] == NONE) {
      if (columnCount == columns.length) {
        columns = Arrays.copyOf(columns, 2 * columnCount);
      }
      slots[column] = columnCount;
      columns[columnCount++] = column;
    }
    return slots[column];
  }

  @Override
  public void addProducts(A z) {
    gatherWeights();
    int outputs = layer.outputs();
    for (int r = 0; r < count; r++) {
      for (int i = starts[r]; i < starts[r + 1]; i++) {
        kernels.addScaled(values[i], weights, slotOf[i] * outputs, z, r * outputs, outputs);
      }
    }
  }

  private void gatherWeights() {
    int outputs = layer.outputs();
    if (columnCount > room) {
      room = Math.min(layer.inputs(), Math.max(columnCount, 2 * room));
      weights = kernels.allocate(Math.multiplyExact(room, outputs));
      gradients = kernels.allocate(room * outputs);
    }
    double[] parameters = layer.parameters();
    for (int o = 0; o < outputs; o++) {
      int at = layer.weightAt() + o * layer.inputs();
      for (int c = 0; c < columnCount; c++) {
        kernels.set(weights, c * outputs + o, parameters[at + columns[c]]);
      }
    }
  }

  @Override
  public void addWeightGradient(A z, double[] gradient) {
    int outputs = layer.outputs();
    kernels.clear(gradients, 0, columnCount * outputs);
    for (int r = 0; r < count; r++) {
      for (int i = starts[r]; i < starts[r + 1]; i++) {
        kernels.addScaled(values[i], z, r * outputs, gradients, slotOf[i] * outputs, outputs);
      }
    }
    for (int o = 0; o < outputs; o++) {
      int at = layer.weightAt() + o * layer.inputs();
      for (int c = 0; c < columnCount; c++) {
        gradient[at + columns[c]] += kernels.get(gradients, c * outputs + o);
      }
    }
  }

  @Override
  public void clear() {
    for (int c = 0; c < columnCount; c++) {
      slots[columns[c]] = NONE;
    }
    columnCount = 0;
    count = 0;
  }
}

package dev.bellows.model.perceptron;

import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import java.util.function.Supplier;

/** Every element of every row is stored; sparse rows are spread out. */
final class DenseInput<A> implements InputTile<A> {
  private final TileKernels<A> kernels;
  private final Layer<A> layer;
  private final Supplier<A> gradientRoom;
  private final A x;
  private int count;

  DenseInput(TileKernels<A> kernels, Layer<A> layer, int capacity, Supplier<A> gradientRoom) {
    this.kernels = kernels;
    this.layer = layer;
    this.gradientRoom = gradientRoom;
    x = kernels.allocate(Math.multiplyExact(capacity, layer.inputs()));
  }

  @Override
  public void add(Rows rows, int row) {
    int columns = layer.inputs();
    int at = count++ * columns;
    if (rows instanceof DenseRows dense) {
      kernels.load(dense.values(), row * columns, x, at, columns);
      return;
    }
    SparseRows sparse = (SparseRows) rows;
    kernels.clear(x, at, columns);
    for (int i = sparse.starts()[row]; i < sparse.starts()[row + 1]; i++) {
      kernels.set(x, at + sparse.indices()[i], sparse.values()[i]);
    }
  }

  @Override
  public void addProducts(A z) {
    layer.addProducts(count, x, z);
  }

  @Override
  public void addWeightGradient(A z, double[] gradient) {
    layer.addWeightGradient(count, z, x, gradientRoom.get(), gradient);
  }

  @Override
  public void clear() {
    count = 0;
  }
}

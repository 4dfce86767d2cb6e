package dev.bellows.model.perceptron;

import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import dev.bellows.model.OutputLoss;
import java.util.ArrayList;
import java.util.List;

/**
 * A place where one thread at a time takes tiles of rows forward and backward through a network.
 * How many rows a tile holds depends on the network alone.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class Workspace<A> {
  /** Sparse rows of more features than this are not spread out. */
  static final int MOST_SPREAD_OUT = 1024;

  private static final int MOST_ROWS = 256;
  private static final int FEWEST_ROWS = 32;
  private static final int MOST_ELEMENTS = 1 << 18;

  private final Perceptron network;
  private final TileKernels<A> kernels;
  private final int capacity;
  private final List<Layer<A>> layers = new ArrayList<>();
  // Of each layer, rows × units: the units' inputs, and then the slopes of what is made of them.
  private final List<A> slopes = new ArrayList<>();
  // Of each hidden layer: what its units give, and on the way back the gradient of that.
  private final List<A> values = new ArrayList<>();
  // Of the last layer, and on the way back their gradients.
  private final double[] outputs;
  private final double[] labels;
  private final double[] weights;
  private final long[] numbers;
  private InputTile<A> dense;
  private InputTile<A> sparse;
  private InputTile<A> input; // that of the tile
  private A gradientRoom;
  private int gradientRoomSize;
  private int rows;

  Workspace(Perceptron network, TileKernels<A> kernels) {
    this.network = network;
    this.kernels = kernels;
    capacity = capacity(network);
    int at = 0;
    for (int l = 0; l < network.layers(); l++) {
      int units = network.sizes().get(l + 1);
      Layer<A> layer = new Layer<>(kernels, network.sizes().get(l), units, at);
      at = layer.end();
      layers.add(layer);
      slopes.add(kernels.allocate(Math.multiplyExact(capacity, units)));
      if (l + 1 < network.layers()) {
        values.add(kernels.allocate(capacity * units));
      }
    }
    outputs = new double[capacity * network.outputs()];
    labels = new double[capacity];
    weights = new double[capacity];
    numbers = new long[capacity];
  }

  /** The rows of a tile: as few as keep it in a cache, and as many as make products fast. */
  static int capacity(Perceptron network) {
    int widest = Math.min(network.columns(), MOST_SPREAD_OUT);
    for (int units : network.sizes().subList(1, network.sizes().size())) {
      widest = Math.max(widest, units);
    }
    return Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, MOST_ELEMENTS / widest));
  }

  /** Begins a pass with these parameters, and an empty tile. */
  void begin(double[] parameters) {
    rows = 0;
    layers.forEach(layer -> layer.begin(parameters));
  }

  /** Ends a pass: lets go of the parameters. */
  void end() {
    layers.forEach(Layer::release);
  }

  /** The rows in the tile. */
  int rows() {
    return rows;
  }

  /** Whether a row of these can still be added to the tile. */
  boolean takes(Rows more) {
    return rows == 0 || rows < capacity && inputFor(more) == input;
  }

  /** Adds a row to the tile, which {@linkplain #takes takes} it, with label, weight and number. */
  void add(LabelledRows examples, int row, long number) {
    labels[rows] = examples.labels()[row];
    weights[rows] = examples.weight(row);
    numbers[rows] = number;
    add(examples.features(), row);
  }

  /** Adds a row to the tile, which {@linkplain #takes takes} it. */
  void add(Rows features, int row) {
    if (rows == 0) {
      input = inputFor(features);
    }
    input.add(features, row);
    rows++;
  }

  private InputTile<A> inputFor(Rows features) {
    Layer<A> first = layers.get(0);
    if (features.columns() != first.inputs()) {
      throw new IllegalArgumentException(
          "rows of %d features for a network of %d".formatted(features.columns(), first.inputs()));
    }
    if (features instanceof SparseRows && features.columns() > MOST_SPREAD_OUT) {
      if (sparse == null) {
        sparse = new SparseInput<>(kernels, first, capacity);
      }
      return sparse;
    }
    if (dense == null) {
      dense = new DenseInput<>(kernels, first, capacity, () -> gradientRoom(first));
    }
    return dense;
  }

  /** Takes the tile forward. */
  void forward(Dropout dropout) {
    for (int l = 0; l < layers.size(); l++) {
      Layer<A> layer = layers.get(l);
      A z = slopes.get(l);
      layer.begin(rows, z);
      if (l == 0) {
        input.addProducts(z);
      } else {
        layer.addProducts(rows, values.get(l - 1), z);
      }
      if (l < values.size()) {
        kernels.activate(network.activation(), z, values.get(l), rows * layer.outputs());
        dropout.apply(kernels, l, layer.outputs(), values.get(l), z, numbers, rows);
      }
    }
    kernels.store(slopes.get(slopes.size() - 1), 0, outputs, 0, rows * network.outputs());
  }

  /** The outputs of the tile, rows × outputs, when it has been forward; live. */
  double[] outputs() {
    return outputs;
  }

  /** Makes gradients of the outputs, and returns the sum of the rows' losses. */
  double loss(OutputLoss loss) {
    int count = network.outputs();
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += weights[r] * loss.lossAndSlopes(outputs, r * count, labels[r]);
      for (int i = r * count; i < (r + 1) * count; i++) {
        outputs[i] *= weights[r];
      }
    }
    return sum;
  }

  /** Takes the tile backward, from the outputs' gradients, and adds the parameters' gradients. */
  void backward(double[] gradient) {
    int last = layers.size() - 1;
    kernels.load(outputs, 0, slopes.get(last), 0, rows * network.outputs());
    for (int l = last; l >= 0; l--) {
      Layer<A> layer = layers.get(l);
      A z = l == last ? slopes.get(l) : values.get(l);
      layer.addBiasGradient(rows, z, gradient);
      if (l == 0) {
        input.addWeightGradient(z, gradient);
      } else {
        A x = values.get(l - 1);
        layer.addWeightGradient(rows, z, x, gradientRoom(layer), gradient);
        layer.products(rows, z, x);
        kernels.multiply(slopes.get(l - 1), x, rows * layer.inputs());
      }
    }
  }

  /** Empties the tile. */
  void clear() {
    input.clear();
    rows = 0;
  }

  /** Room for the gradient of a layer's weights, where it is not added at once; shared by all. */
  private A gradientRoom(Layer<A> layer) {
    int size = layer.inputs() * layer.outputs();
    if (kernels.copies() && gradientRoomSize < size) {
      gradientRoom = kernels.allocate(size);
      gradientRoomSize = size;
    }
    return gradientRoom;
  }
}

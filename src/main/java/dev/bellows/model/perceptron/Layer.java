package dev.bellows.model.perceptron;

/**
 * One linear layer, as tiles are multiplied with it. Where its element type is not that of the
 * parameters, it keeps a copy of them, made once for a pass and not for each tile.
 */
final class Layer<A> {
  private final TileKernels<A> kernels;
  private final int inputs;
  private final int outputs;
  private final int weightAt;
  private final int biasAt;
  private double[] parameters;
  private A weights; // a copy, or the parameters themselves
  private boolean weightsTaken;
  private A bias;

  Layer(TileKernels<A> kernels, int inputs, int outputs, int weightAt) {
    this.kernels = kernels;
    this.inputs = inputs;
    this.outputs = outputs;
    this.weightAt = weightAt;
    biasAt = weightAt + inputs * outputs;
    bias = kernels.allocate(outputs);
  }

  int inputs() {
    return inputs;
  }

  int outputs() {
    return outputs;
  }

  /** Where the layer's weights begin in parameters and gradient. */
  int weightAt() {
    return weightAt;
  }

  /** The parameters of this pass. */
  double[] parameters() {
    return parameters;
  }

  /** Where the layer behind this one begins in the parameters. */
  int end() {
    return biasAt + outputs;
  }

  /** Takes the parameters of a pass; weights are copied when they are first multiplied with. */
  void begin(double[] passParameters) {
    parameters = passParameters;
    weightsTaken = false;
    kernels.load(parameters, biasAt, bias, 0, outputs);
  }

  /** Lets go of the parameters; room for a copy stays. */
  void release() {
    parameters = null;
    if (!kernels.copies()) {
      weights = null;
    }
  }

  /** Begins the outputs of some rows: the biases in each. */
  void begin(int rows, A z) {
    for (int r = 0; r < rows; r++) {
      kernels.copy(bias, 0, z, r * outputs, outputs);
    }
  }

  /** {@code z ← z + x·wᵀ}. */
  void addProducts(int rows, A x, A z) {
    takeWeights();
    kernels.addProducts(rows, outputs, inputs, x, weights, offset(), z);
  }

  /** {@code x ← z·w}. */
  void products(int rows, A z, A x) {
    takeWeights();
    kernels.products(rows, outputs, inputs, z, weights, offset(), x);
  }

  /** Adds the gradient of the weights. */
  void addWeightGradient(int rows, A z, A x, A room, double[] gradient) {
    kernels.addGradient(rows, outputs, inputs, z, x, room, gradient, weightAt);
  }

  /** Adds the gradient of the biases, the sum of all rows of z. */
  void addBiasGradient(int rows, A z, double[] gradient) {
    for (int r = 0; r < rows; r++) {
      kernels.addTo(z, r * outputs, gradient, biasAt, outputs);
    }
  }

  private int offset() {
    return kernels.copies() ? 0 : weightAt;
  }

  @SuppressWarnings("unchecked") // kernels that do not copy are those of double[]
  private void takeWeights() {
    if (weightsTaken) {
      return;
    }
    weightsTaken = true;
    if (!kernels.copies()) {
      weights = (A) parameters;
      return;
    }
    if (weights == null) {
      weights = kernels.allocate(inputs * outputs);
    }
    kernels.load(parameters, weightAt, weights, 0, inputs * outputs);
  }
}

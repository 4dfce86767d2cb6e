package dev.bellows.model.perceptron;

import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.Layout;
import java.io.Serializable;
import java.util.List;

/**
 * A multilayer perceptron: linear layers, and behind each of them but the last an activation, and
 * dropout in training. With two sizes there is a single layer: linear or softmax regression.
 *
 * <p>Parameters: {@code layer.0.weight} (outputs × inputs), {@code layer.0.bias} (outputs), {@code
 * layer.1.weight} and so on, PyTorch's shapes.
 *
 * <p>{@link #classification()} and {@link #regression()} are the objectives that train it.
 *
 * @param sizes the number of features, of the units of each hidden layer, and of the outputs: at
 *     least two, each at least 1
 * @param activation of all hidden layers
 * @param dropout the probability that a hidden unit is dropped in training, for each row anew, 0 to
 *     below 1; the others are scaled by {@code 1/(1 − dropout)} meanwhile ("inverted")
 * @param initialization how weights begin
 * @param arithmetic what it is trained in
 */
public record Perceptron(
    List<Integer> sizes,
    Activation activation,
    double dropout,
    Initialization initialization,
    Arithmetic arithmetic)
    implements Serializable {
  /** The name of this model in job files and model files. */
  public static final String TYPE = "perceptron";

  /** Checks sizes and probability. */
  public Perceptron {
    sizes = List.copyOf(sizes);
    if (sizes.size() < 2 || sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "layers of %s units; there are at least two, of at least 1".formatted(sizes));
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout = %s; it takes 0 to below 1".formatted(dropout));
    }
    long parameters = 0;
    for (int l = 1; l < sizes.size(); l++) {
      parameters += (sizes.get(l - 1) + 1L) * sizes.get(l);
      if (parameters >= Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "layers of %s units have more than 2^31 - 2 parameters".formatted(sizes));
      }
    }
  }

  /** Without dropout, with the activation's own initialisation, trained in single precision. */
  public Perceptron(List<Integer> sizes, Activation activation) {
    this(sizes, activation, 0, Initialization.AUTO, Arithmetic.FLOAT32);
  }

  /** The number of features. */
  public int columns() {
    return sizes.get(0);
  }

  /** The number of outputs. */
  public int outputs() {
    return sizes.get(sizes.size() - 1);
  }

  /** The number of linear layers: one more than there are hidden ones. */
  public int layers() {
    return sizes.size() - 1;
  }

  /** The name of a layer's weights, which are outputs × inputs. */
  public static String weight(int layer) {
    return "layer." + layer + ".weight";
  }

  /** The name of a layer's biases. */
  public static String bias(int layer) {
    return "layer." + layer + ".bias";
  }

  /** The named tensors of the flat parameter vector. */
  public Layout layout() {
    Layout.Builder layout = Layout.builder();
    for (int l = 0; l < layers(); l++) {
      layout.add(weight(l), sizes.get(l + 1), sizes.get(l)).add(bias(l), sizes.get(l + 1));
    }
    return layout.build();
  }

  /** Parameters to begin with: a function of the seed and nothing else. */
  public double[] initialParameters(long seed) {
    Layout layout = layout();
    double[] parameters = new double[layout.size()];
    Initialization chosen = initialization.with(activation);
    for (int l = 0; l < layers(); l++) {
      int at = layout.get(weight(l)).offset();
      chosen.fill(new KeyedRandom(seed, l), sizes.get(l), sizes.get(l + 1), parameters, at);
    }
    return parameters;
  }

  /** The objective that trains it to tell classes, one for each output. */
  public PerceptronClassification classification() {
    return new PerceptronClassification(this);
  }

  /** The objective that trains its one output to be a row's label. */
  public PerceptronRegression regression() {
    return new PerceptronRegression(this);
  }
}

package dev.bellows.model.perceptron;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Rows;
import dev.bellows.model.GradientSum;
import dev.bellows.model.OutputLoss;
import java.io.Serializable;

/**
 * What both objectives share: rows go forward through a network, and the slopes of their losses
 * backward. A value but for the workspaces, which any number of threads take and give back.
 */
final class Propagation implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Perceptron network;
  private final OutputLoss loss;
  private final transient Workspaces<?> training;
  private final transient Workspaces<?> predicting;

  Propagation(Perceptron network, OutputLoss loss) {
    this.network = network;
    this.loss = loss;
    training = workspaces(network, network.arithmetic().kernels());
    predicting =
        network.arithmetic() == Arithmetic.FLOAT64
            ? training
            : workspaces(network, Arithmetic.FLOAT64.kernels());
  }

  private static <A> Workspaces<A> workspaces(Perceptron network, TileKernels<A> kernels) {
    return new Workspaces<>(network, kernels);
  }

  /** With workspaces of its own. */
  private Object readResolve() {
    return new Propagation(network, loss);
  }

  Perceptron network() {
    return network;
  }

  GradientSum beginBatch(long key, double[] parameters, double[] gradient) {
    return training.begin(loss, new Dropout(network.dropout(), key), parameters, gradient);
  }

  double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    TileSum<?> sum = training.begin(loss, Dropout.NONE, parameters, gradient);
    sum.add(examples, 0, rows, count);
    return sum.finish();
  }

  double loss(Examples examples, int[] rows, int count, double[] parameters) {
    return addLossAndGradient(examples, rows, count, parameters, null);
  }

  void predict(Rows rows, int[] chosen, int count, double[] parameters, double[] outputs) {
    predicting.predict(rows, chosen, count, parameters, outputs);
  }
}

package dev.bellows.model.perceptron;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Rows;
import dev.bellows.model.Classifier;
import dev.bellows.model.GradientSum;
import dev.bellows.model.Measures;
import dev.bellows.model.SoftmaxLoss;

/**
 * A perceptron that tells classes, two or more: its outputs are their logits, and its loss for a
 * row is the cross-entropy of their softmax with the class that the label names. A row that weighs
 * counts as often.
 *
 * <p>Rows are gathered into tiles, so a row has the same loss and gradient whatever rows stand
 * beside it but for the last digits; the same rows in the same order give the same bits (see {@link
 * dev.bellows.linalg.MatrixProducts}). Predictions are computed in double.
 */
public final class PerceptronClassification implements Classifier {
  private static final long serialVersionUID = 1L;

  private final Propagation propagation;

  PerceptronClassification(Perceptron network) {
    if (network.outputs() < 2) {
      throw new IllegalArgumentException(
          "a network of one output for classes; there is one for each class, also of two");
    }
    propagation = new Propagation(network, new SoftmaxLoss(network.outputs()));
  }

  /** The network that is trained. */
  public Perceptron network() {
    return propagation.network();
  }

  @Override
  public int columns() {
    return network().columns();
  }

  @Override
  public int outputs() {
    return network().outputs();
  }

  @Override
  public int classes() {
    return network().outputs();
  }

  @Override
  public void probabilities(double[] outputs, int at, double[] probabilities) {
    SoftmaxLoss.probabilities(outputs, at, classes(), probabilities, 0);
  }

  @Override
  public Layout layout() {
    return network().layout();
  }

  @Override
  public double[] initialParameters(long seed) {
    return network().initialParameters(seed);
  }

  /** With {@linkplain Perceptron#dropout dropout}. */
  @Override
  public GradientSum beginBatch(long key, double[] parameters, double[] gradient) {
    return propagation.beginBatch(key, parameters, gradient);
  }

  @Override
  public double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    return propagation.addLossAndGradient(examples, rows, count, parameters, gradient);
  }

  @Override
  public double loss(Examples examples, int[] rows, int count, double[] parameters) {
    return propagation.loss(examples, rows, count, parameters);
  }

  @Override
  public void predict(Rows rows, int[] chosen, int count, double[] parameters, double[] outputs) {
    propagation.predict(rows, chosen, count, parameters, outputs);
  }

  /** Beside the loss {@code accuracy}, and {@code auc} where there are two classes. */
  @Override
  public Measures measures() {
    return Measures.ofClassification(this, new SoftmaxLoss(classes()));
  }
}

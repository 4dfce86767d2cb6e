package dev.bellows.model.perceptron;

import dev.bellows.model.SoftmaxClassifier;
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
public final class PerceptronClassification extends PerceptronObjective
    implements SoftmaxClassifier {
  private static final long serialVersionUID = 1L;

  PerceptronClassification(Perceptron network) {
    super(network, new SoftmaxLoss(requireClasses(network)));
  }

  private static int requireClasses(Perceptron network) {
    if (network.outputs() < 2) {
      throw new IllegalArgumentException(
          "a network of one output for classes; there is one for each class, also of two");
    }
    return network.outputs();
  }
}

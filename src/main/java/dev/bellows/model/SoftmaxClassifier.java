package dev.bellows.model;

/**
 * A classifier with an output for each class, two or more: its outputs are their logits, and its
 * loss for a row is the cross-entropy of their softmax with the class that the label names.
 */
public interface SoftmaxClassifier extends Classifier {
  @Override
  default int classes() {
    return outputs();
  }

  @Override
  default void probabilities(double[] outputs, int at, double[] probabilities) {
    SoftmaxLoss.probabilities(outputs, at, classes(), probabilities, 0);
  }

  /** Beside the loss {@code accuracy}, and {@code auc} where there are two classes. */
  @Override
  default Measures measures() {
    return Measures.ofClassification(this, new SoftmaxLoss(classes()));
  }
}

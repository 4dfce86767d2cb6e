package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.model.SoftmaxClassifier;
import dev.bellows.model.SoftmaxLoss;
import java.util.Set;

/**
 * A network that tells classes, two or more: its outputs are their logits, and its loss for a row
 * is the cross-entropy of their softmax with the class that the label names. A row that weighs
 * counts as often.
 */
public final class NetworkClassification extends NetworkObjective implements SoftmaxClassifier {
  private static final long serialVersionUID = 1L;

  NetworkClassification(Network network, ImageInput images, Set<String> frozen) {
    super(network, new SoftmaxLoss(requireClasses(network)), images, frozen);
  }

  /**
   * The same objective, but the gradient of some tensors is 0. Where all tensors up to a layer are
   * among them, nothing is computed on the way back from there.
   *
   * @param tensors their names
   * @throws InputException if there is no such tensor
   */
  public NetworkClassification freeze(Set<String> tensors) {
    return new NetworkClassification(network(), images().orElse(null), tensors);
  }

  private static int requireClasses(Network network) {
    if (network.outputs() < 2) {
      throw new InputException(
          "a network of one output for classes; there is one for each class, also of two");
    }
    return network.outputs();
  }
}

package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.model.SoftmaxClassifier;
import dev.bellows.model.SoftmaxLoss;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A network that tells classes, two or more: its outputs are their logits, and its loss for a row
 * is the cross-entropy of their softmax with the class that the label names. A row that weighs
 * counts as often.
 */
public final class NetworkClassification extends NetworkObjective implements SoftmaxClassifier {
  private static final long serialVersionUID = 1L;

  NetworkClassification(Architecture network, ImageInput images, Freezing freezing) {
    super(network, new SoftmaxLoss(requireClasses(network)), images, freezing);
  }

  /** The same for ever. */
  public NetworkClassification freeze(Set<String> tensors) {
    return freeze(
        tensors.stream().collect(Collectors.toMap(Function.identity(), name -> Freezing.ALWAYS)));
  }

  @Override
  public NetworkClassification freeze(Map<String, Long> epochs) {
    return new NetworkClassification(network(), images().orElse(null), new Freezing(epochs));
  }

  private static int requireClasses(Architecture network) {
    if (network.outputs() < 2) {
      throw new InputException(
          "a network of one output for classes; there is one for each class, also of two");
    }
    return network.outputs();
  }
}

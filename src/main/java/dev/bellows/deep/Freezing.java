package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.Spelling;
import dev.bellows.linalg.Layout;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tensors of a network have no gradient, and for how long.
 *
 * @param epochs by the name of a tensor, for so many epochs; {@link #ALWAYS} for all
 */
record Freezing(Map<String, Long> epochs) implements Serializable {
  /** Longer than any training. */
  static final long ALWAYS = Long.MAX_VALUE;

  static final Freezing NONE = new Freezing(Map.of());

  Freezing {
    epochs = Map.copyOf(epochs);
  }

  /** Those that have no gradient in an epoch. */
  Set<String> in(int epoch) {
    return epochs.entrySet().stream()
        .filter(tensor -> tensor.getValue() > epoch)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether some tensor is frozen for some epochs and not for all. */
  boolean ends() {
    return epochs.values().stream().anyMatch(number -> number != ALWAYS);
  }

  /**
   * Goes on where all these tensors are there, and others train.
   *
   * @throws InputException else
   */
  void require(Layout layout) {
    List<String> names = layout.tensors().stream().map(Layout.Slot::name).toList();
    for (String name : epochs.keySet()) {
      if (!names.contains(name)) {
        throw new InputException(
            "the network has no tensor '%s' to freeze%s"
                .formatted(name, Spelling.hint(name, names)));
      }
    }
    if (layout.tensors().stream()
        .allMatch(tensor -> tensor.average() > 0 || epochs.containsKey(tensor.name()))) {
      throw new InputException("all tensors of the network are frozen; nothing is left to train");
    }
  }
}

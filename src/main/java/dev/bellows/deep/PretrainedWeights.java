package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Tensor;
import dev.bellows.linalg.weights.WeightsFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tensors of a weights file beside those of a network. Tensors belong together by their names;
 * PyTorch's {@code num_batches_tracked} is passed over, and the {@code scaling.*} of the rows in
 * {@linkplain dev.bellows.model.TrainedModel model files}.
 */
public final class PretrainedWeights {
  /** Of longer lists the first names are told, and how many more there are. */
  private static final int MOST_NAMES = 5;

  private static final String COUNTER = "num_batches_tracked";
  private static final String SCALING = "scaling.";

  private final Layout layout;
  private final WeightsFile file;
  private final Map<String, Tensor> fitting = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> misshapen = new ArrayList<>();
  private final List<String> surplus = new ArrayList<>();
  private final boolean headAlone;

  /**
   * Compares both.
   *
   * @param network the network
   * @param otherNames names in the file by the network's own, as {@link ReadyNetwork#otherNames}
   * @param newHead whether the network's head begins anew, whatever the file has of it
   * @throws InputException if a number in the file that would be used is not finite
   */
  public PretrainedWeights(
      Architecture network, WeightsFile file, Map<String, String> otherNames, boolean newHead) {
    this.file = file;
    layout = network.layout();
    List<String> head = network.head();
    Set<String> known = new LinkedHashSet<>();
    for (Layout.Slot slot : layout.tensors()) {
      String other = otherNames.getOrDefault(slot.name(), slot.name());
      String name = file.tensors().containsKey(slot.name()) ? slot.name() : other;
      known.add(name);
      if (!newHead || !head.contains(slot.name())) {
        compare(slot, file.tensors().get(name));
      }
    }
    file.tensors().keySet().stream()
        .filter(name -> !known.contains(name))
        .filter(name -> !name.endsWith(COUNTER) && !name.startsWith(SCALING))
        .forEach(surplus::add);
    headAlone =
        surplus.isEmpty()
            && layout.tensors().stream()
                .map(Layout.Slot::name)
                .allMatch(name -> fitting.containsKey(name) || head.contains(name));
  }

  private void compare(Layout.Slot slot, Tensor tensor) {
    if (tensor == null) {
      missing.add(slot.name());
    } else if (!tensor.shape().equals(slot.shape())) {
      misshapen.add(
          "%s (%s, in the network %s)"
              .formatted(tensor.name(), text(tensor.shape()), text(slot.shape())));
    } else if (!Arrays.stream(tensor.values()).allMatch(Double::isFinite)) {
      throw new InputException(
          "%s: tensor '%s' has elements that are not finite".formatted(file.path(), tensor.name()));
    } else {
      fitting.put(slot.name(), tensor);
    }
  }

  /**
   * Goes on where each tensor of the file has its place, and the other way round.
   *
   * @throws InputException else, with those that have none
   */
  public PretrainedWeights requireAll() {
    if (missing.isEmpty() && misshapen.isEmpty() && surplus.isEmpty()) {
      return this;
    }
    throw new InputException(
        "%s does not fit the network: %s; %s"
            .formatted(
                file.path(),
                differences(),
                headAlone
                    ? "replace-head = N begins the head anew, with N outputs"
                    : "strict = false takes what fits"));
  }

  /**
   * Puts the tensors that fit into their places.
   *
   * @param parameters of the network
   * @return in one line, what was taken and what was not
   * @throws InputException if none fits
   */
  public String fill(double[] parameters) {
    if (fitting.isEmpty()) {
      throw new InputException(
          "%s: none of its tensors fits the network; %s".formatted(file.path(), differences()));
    }
    fitting.forEach((name, tensor) -> layout.write(name, tensor.values(), parameters));
    String differences = differences();
    return "%s: %d of the network's %d tensors begin with its weights%s"
        .formatted(
            file.path(),
            fitting.size(),
            layout.tensors().size(),
            differences.isEmpty() ? "" : "; " + differences);
  }

  private String differences() {
    List<String> parts = new ArrayList<>();
    add(parts, "missing in it", missing);
    add(parts, "of another shape", misshapen);
    add(parts, "not in the network", surplus);
    return String.join("; ", parts);
  }

  private static void add(List<String> parts, String what, List<String> names) {
    if (!names.isEmpty()) {
      int more = names.size() - MOST_NAMES;
      parts.add(
          "%s: %s%s"
              .formatted(
                  what,
                  names.stream().limit(MOST_NAMES).collect(Collectors.joining(", ")),
                  more > 0 ? " and %d more".formatted(more) : ""));
    }
  }

  private static String text(List<Integer> shape) {
    return shape.isEmpty()
        ? "a number"
        : shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}

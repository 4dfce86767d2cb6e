package dev.bellows.linalg.weights;

import dev.bellows.InputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds the tensors of a model in what a PyTorch file holds. */
final class StateDictionary {
  /** Where people put it, the likeliest first. */
  private static final List<String> USUAL_KEYS =
      List.of("state_dict", "model_state_dict", "model", "net");

  private static final int DEEPEST = 8;
  private static final int MOST_LISTED = 10;

  private StateDictionary() {}

  /**
   * The tensors by name: those under a usual key if there are such, else those in the dictionary
   * itself, else those in the only dictionary within it that has some.
   *
   * @throws InputException if there is none, or nobody can tell which is meant
   */
  static Map<String, TensorView> find(Object root, String file) {
    if (!(root instanceof Map)) {
      throw new InputException(file + " holds no dictionary of tensors");
    }
    Map<?, ?> here = (Map<?, ?>) root;
    for (int depth = 0; depth < DEEPEST; depth++) {
      Map<?, ?> usual = usual(here);
      if (usual == null) {
        break;
      }
      here = usual;
    }
    Map<String, TensorView> tensors = tensors(here);
    return tensors.isEmpty() ? tensors(onlyOneWithin(here, file)) : tensors;
  }

  private static Map<?, ?> usual(Map<?, ?> here) {
    return USUAL_KEYS.stream()
        .map(here::get)
        .filter(value -> value instanceof Map<?, ?> map && !map.isEmpty())
        .map(value -> (Map<?, ?>) value)
        .findFirst()
        .orElse(null);
  }

  private static Map<?, ?> onlyOneWithin(Map<?, ?> here, String file) {
    List<String> found = new ArrayList<>();
    here.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> map && !tensors(map).isEmpty()) {
            found.add((String) key);
          }
        });
    if (found.isEmpty()) {
      throw new InputException(
          file
              + " holds no dictionary of tensors"
              + (here.isEmpty() ? "" : ", but " + listed(here.keySet())));
    }
    if (found.size() > 1) {
      throw new InputException(
          "%s holds several dictionaries of tensors, %s; save the one that is meant alone"
              .formatted(file, listed(found)));
    }
    return (Map<?, ?>) here.get(found.get(0));
  }

  private static String listed(Collection<?> keys) {
    return keys.stream()
            .limit(MOST_LISTED)
            .map(key -> "'" + PickleInput.shown((String) key) + "'")
            .collect(Collectors.joining(", "))
        + (keys.size() > MOST_LISTED ? ", …" : "");
  }

  private static Map<String, TensorView> tensors(Map<?, ?> dictionary) {
    Map<String, TensorView> tensors = new LinkedHashMap<>();
    dictionary.forEach(
        (name, value) -> {
          if (value instanceof TensorView tensor) {
            tensors.put((String) name, tensor);
          }
        });
    return tensors;
  }
}

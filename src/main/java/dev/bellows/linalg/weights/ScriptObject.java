package dev.bellows.linalg.weights;

import java.util.LinkedHashMap;
import java.util.Map;

/** A module, or another object, of a TorchScript archive. */
final class ScriptObject {
  private final String className;
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  /** One without attributes so far. */
  ScriptObject(String className) {
    this.className = className;
  }

  /** Its whole name, {@code __torch__.torch.nn.modules.linear.Linear}. */
  String className() {
    return className;
  }

  /** What is in it: other objects, tensors, numbers, texts and lists. */
  Map<String, Object> attributes() {
    return attributes;
  }

  /** Takes attributes over, which have to be a dictionary. */
  void set(PickleInput in, Object state) {
    if (!(state instanceof Map<?, ?> map)) {
      throw in.unfit(
          "keeps the state of a '%s' in a form of its own".formatted(PickleInput.shown(className)));
    }
    map.forEach((name, value) -> attributes.put((String) name, value));
  }
}

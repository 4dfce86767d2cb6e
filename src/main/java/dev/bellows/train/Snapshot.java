package dev.bellows.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bellows.InputException;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Tensor;
import dev.bellows.optim.Optimizer;
import dev.bellows.optim.OptimizerState;
import dev.bellows.optim.StateTensors;
import dev.bellows.train.checkpoint.Checkpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything of a training that changes, as named tensors and facts, while a checkpoint is made or
 * read. Numbers among the facts are texts, in as many digits as it takes to read the same bits
 * again.
 */
final class Snapshot {
  private final ObjectNode facts;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /** An empty one. */
  Snapshot() {
    facts = JsonNodeFactory.instance.objectNode();
  }

  /** What a checkpoint holds. */
  Snapshot(Checkpoint checkpoint) {
    facts = checkpoint.facts();
    checkpoint.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
  }

  /** As a checkpoint. */
  Checkpoint checkpoint(long step) {
    return new Checkpoint(step, facts, List.copyOf(tensors.values()));
  }

  /** The facts, to add to or to read. */
  ObjectNode facts() {
    return facts;
  }

  /** The facts of that name, made where there are none. */
  ObjectNode facts(String name) {
    return facts.withObjectProperty(name);
  }

  /** Adds a copy of an optimizer's state. */
  void add(String prefix, Optimizer optimizer, OptimizerState state) {
    StateTensors.of(prefix + "/", optimizer, state)
        .forEach(tensor -> tensors.put(tensor.name(), tensor));
  }

  /**
   * Reads an optimizer's state.
   *
   * @throws InputException if the checkpoint is of another optimizer
   */
  OptimizerState state(String prefix, Optimizer optimizer) {
    return StateTensors.read("the checkpoint", prefix + "/", tensors.values(), optimizer);
  }

  /** Adds an array of any meaning; it is not copied. */
  void add(String name, double[] values) {
    tensors.put(name, Tensor.vector(name, values));
  }

  /**
   * Reads it.
   *
   * @throws InputException if there is none of that length
   */
  double[] array(String name, int length) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.values().length != length) {
      throw new InputException(
          "the checkpoint is of another training: its %s %s"
              .formatted(
                  name,
                  tensor == null
                      ? "is missing"
                      : "has %,d elements, not %,d".formatted(tensor.values().length, length)));
    }
    return tensor.values();
  }

  /** Adds a parameter vector, tensor by tensor; its numbers are copied. */
  void add(String prefix, Layout layout, double[] flat) {
    for (Layout.Slot slot : layout.tensors()) {
      String name = prefix + "/" + slot.name();
      tensors.put(name, new Tensor(name, slot.shape(), layout.read(slot.name(), flat)));
    }
  }

  /**
   * Reads a parameter vector.
   *
   * @throws InputException if the checkpoint is of other parameters
   */
  void read(String prefix, Layout layout, double[] flat) {
    for (Layout.Slot slot : layout.tensors()) {
      Tensor tensor = tensors.get(prefix + "/" + slot.name());
      if (tensor == null || !tensor.shape().equals(slot.shape())) {
        throw new InputException(
            "the checkpoint is of another model: its %s %s, not of shape %s"
                .formatted(
                    prefix + "/" + slot.name(),
                    tensor == null ? "is missing" : "has the shape " + tensor.shape(),
                    slot.shape()));
      }
      layout.write(slot.name(), tensor.values(), flat);
    }
  }

  /** Writes a number, so that any is read again with the same bits. */
  static void put(ObjectNode to, String name, double value) {
    to.put(name, Double.toString(value));
  }

  /** Reads it. */
  static double number(JsonNode from, String name) {
    return Double.parseDouble(from.path(name).asText("NaN"));
  }
}

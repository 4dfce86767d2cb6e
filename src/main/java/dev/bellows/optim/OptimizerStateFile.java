package dev.bellows.optim;

import dev.bellows.InputException;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Saves and loads the state of any optimizer, bit by bit: a safetensors file with a tensor {@code
 * part/array/tensor} for every array and every named tensor of the layout, in the tensor's own
 * shape, and the number of updates and the counters in its metadata.
 */
public final class OptimizerStateFile {
  private static final String STEPS = "steps";
  private static final String COUNTER = "counter/";

  private OptimizerStateFile() {}

  /** Writes a state; the caller closes the stream. */
  public static void write(OutputStream out, Optimizer optimizer, OptimizerState state)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(STEPS, Long.toString(state.steps()));
    // Java writes a double in as many digits as it takes to read the same bits again.
    state.counters().forEach((name, value) -> metadata.put(COUNTER + name, value.toString()));
    List<Tensor> tensors = new ArrayList<>();
    state
        .arrays()
        .forEach(
            (name, array) -> {
              for (Layout.Slot slot : optimizer.layout().tensors()) {
                tensors.add(
                    new Tensor(
                        name + "/" + slot.name(),
                        slot.shape(),
                        optimizer.layout().read(slot.name(), array)));
              }
            });
    Safetensors.write(out, metadata, tensors);
  }

  /**
   * Reads a state.
   *
   * @throws InputException if the file is torn, or is the state of another optimizer or of other
   *     parameters
   */
  public static OptimizerState read(Path file, Optimizer optimizer) throws IOException {
    Safetensors.Content content = Safetensors.read(file);
    OptimizerState state = optimizer.init(new double[optimizer.layout().size()]);
    requireSame(file, "arrays", names(state, optimizer.layout()), content.tensors().keySet());
    TreeSet<String> counters = new TreeSet<>();
    state.counters().keySet().forEach(name -> counters.add(COUNTER + name));
    counters.add(STEPS);
    requireSame(file, "counters", counters, content.metadata().keySet());
    try {
      state.setSteps(Long.parseLong(content.metadata().get(STEPS)));
      for (String name : state.counters().keySet()) {
        state.setCounter(name, Double.parseDouble(content.metadata().get(COUNTER + name)));
      }
    } catch (NumberFormatException e) {
      throw new InputException(file + ": a counter is no number (" + e.getMessage() + ")", e);
    }
    state
        .arrays()
        .forEach(
            (name, array) -> {
              for (Layout.Slot slot : optimizer.layout().tensors()) {
                Tensor tensor = content.tensors().get(name + "/" + slot.name());
                if (!tensor.shape().equals(slot.shape())) {
                  throw new InputException(
                      "%s: %s has the shape %s, not %s"
                          .formatted(file, tensor.name(), tensor.shape(), slot.shape()));
                }
                optimizer.layout().write(slot.name(), tensor.values(), array);
              }
            });
    return state;
  }

  private static TreeSet<String> names(OptimizerState state, Layout layout) {
    TreeSet<String> names = new TreeSet<>();
    for (String array : state.arrays().keySet()) {
      layout.tensors().forEach(slot -> names.add(array + "/" + slot.name()));
    }
    return names;
  }

  private static void requireSame(
      Path file, String what, TreeSet<String> expected, Set<String> found) {
    if (!expected.equals(new TreeSet<>(found))) {
      throw new InputException(
          "%s is the state of another optimizer or of other parameters: its %s are %s, not %s"
              .formatted(file, what, new TreeSet<>(found), expected));
    }
  }
}

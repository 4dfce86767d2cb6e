package dev.bellows.optim;

import dev.bellows.InputException;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The state of any optimizer as named tensors, bit by bit: a tensor {@code part/array/tensor} for
 * every array and every named tensor of the layout, in the tensor's own shape, and a tensor without
 * dimensions {@code counter/…} for every counter. A prefix lets them stand among other tensors of a
 * file.
 */
public final class StateTensors {
  private static final String COUNTER = "counter/";
  private static final String STEPS = COUNTER + "steps";
  private static final String EARLIER = COUNTER + "earlier-steps";

  private StateTensors() {}

  /**
   * A copy of the state.
   *
   * @param prefix what all names begin with, such as {@code optimizer/}
   */
  public static List<Tensor> of(String prefix, Optimizer optimizer, OptimizerState state) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(number(prefix + STEPS, state.steps()));
    tensors.add(number(prefix + EARLIER, state.earlier()));
    state.counters().forEach((name, value) -> tensors.add(number(prefix + COUNTER + name, value)));
    Layout layout = optimizer.layout();
    state
        .arrays()
        .forEach(
            (name, array) -> {
              for (Layout.Slot slot : layout.tensors()) {
                tensors.add(
                    new Tensor(
                        prefix + name + "/" + slot.name(),
                        slot.shape(),
                        layout.read(slot.name(), array)));
              }
            });
    return tensors;
  }

  private static Tensor number(String name, double value) {
    return new Tensor(name, List.of(), new double[] {value});
  }

  /**
   * The state that some of these tensors hold; those whose names do not begin with the prefix are
   * not looked at.
   *
   * @param file what messages name as the place of the tensors
   * @throws InputException if they are the state of another optimizer or of other parameters
   */
  public static OptimizerState read(
      String file, String prefix, Collection<Tensor> tensors, Optimizer optimizer) {
    Map<String, Tensor> found = new TreeMap<>();
    for (Tensor tensor : tensors) {
      if (tensor.name().startsWith(prefix)) {
        found.put(tensor.name().substring(prefix.length()), tensor);
      }
    }
    OptimizerState state = optimizer.init(new double[optimizer.layout().size()]);
    requireSame(file, found, optimizer.layout(), state);
    whole(file, found, STEPS, state::setSteps);
    whole(file, found, EARLIER, state::continueAt);
    state
        .counters()
        .keySet()
        .forEach(name -> state.setCounter(name, found.get(COUNTER + name).values()[0]));
    state
        .arrays()
        .forEach(
            (name, array) -> {
              for (Layout.Slot slot : optimizer.layout().tensors()) {
                double[] values = found.get(name + "/" + slot.name()).values();
                optimizer.layout().write(slot.name(), values, array);
              }
            });
    return state;
  }

  private static void whole(
      String file, Map<String, Tensor> found, String name, Consumer<Long> receiver) {
    double value = found.get(name).values()[0];
    if (value < 0 || value != Math.rint(value) || value > 1L << 53) { // also where it is no number
      throw new InputException("%s: %s is %s".formatted(file, name, value));
    }
    receiver.accept((long) value);
  }

  private static void requireSame(
      String file, Map<String, Tensor> found, Layout layout, OptimizerState state) {
    Map<String, List<Integer>> expected = new TreeMap<>();
    expected.put(STEPS, List.of());
    expected.put(EARLIER, List.of());
    state.counters().keySet().forEach(name -> expected.put(COUNTER + name, List.of()));
    for (String array : state.arrays().keySet()) {
      layout.tensors().forEach(slot -> expected.put(array + "/" + slot.name(), slot.shape()));
    }
    if (!found.keySet().equals(expected.keySet())) {
      throw new InputException(
          "%s holds the state of another optimizer or of other parameters: it lacks %s and has %s"
              .formatted(
                  file,
                  without(expected.keySet(), found.keySet()),
                  without(found.keySet(), expected.keySet())));
    }
    expected.forEach(
        (name, shape) -> {
          if (!found.get(name).shape().equals(shape)) {
            throw new InputException(
                "%s: %s has the shape %s, not %s"
                    .formatted(file, name, found.get(name).shape(), shape));
          }
        });
  }

  private static String without(Set<String> names, Set<String> others) {
    TreeSet<String> alone = new TreeSet<>(names);
    alone.removeAll(others);
    if (alone.isEmpty()) {
      return "nothing else";
    }
    String first = alone.first();
    return alone.size() == 1 ? first : first + " and " + (alone.size() - 1) + " more";
  }
}

package dev.bellows.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything of an optimizer that changes during training: named arrays, each as long as the
 * parameters, named counters, and the number of updates. A checkpoint saves this value and nothing
 * else; {@link OptimizerStateFile} does it.
 */
public final class OptimizerState {
  private final Map<String, Scope> scopes = new LinkedHashMap<>();
  private final Step step;
  private final UpdateRange range;
  private long steps;

  OptimizerState(List<TensorRule> tensors) {
    step = new Step(tensors);
    range = new UpdateRange(step);
  }

  /** The number of updates applied so far. */
  public long steps() {
    return steps;
  }

  long countStep() {
    return ++steps;
  }

  void setSteps(long newSteps) {
    steps = newSteps;
  }

  Step step() {
    return step;
  }

  UpdateRange range() {
    return range;
  }

  Scope addScope(String name) {
    Scope scope = new Scope();
    if (scopes.put(name, scope) != null) {
      throw new IllegalArgumentException("two parts of an optimizer are named '" + name + "'");
    }
    return scope;
  }

  Scope scope(String name) {
    return scopes.get(name);
  }

  /** All arrays by {@code part/array}; the arrays are the live ones, not copies. */
  public Map<String, double[]> arrays() {
    Map<String, double[]> all = new LinkedHashMap<>();
    scopes.forEach(
        (part, scope) -> scope.arrays.forEach((name, array) -> all.put(part + "/" + name, array)));
    return Collections.unmodifiableMap(all);
  }

  /** The values of all counters by {@code part/counter}. */
  public Map<String, Double> counters() {
    Map<String, Double> all = new LinkedHashMap<>();
    scopes.forEach(
        (part, scope) ->
            scope.counters.forEach((name, value) -> all.put(part + "/" + name, value[0])));
    return Collections.unmodifiableMap(all);
  }

  void setCounter(String name, double value) {
    int slash = name.lastIndexOf('/');
    scope(name.substring(0, slash)).set(name.substring(slash + 1), value);
  }

  /** What belongs to one link, gate or wrapper. */
  public static final class Scope {
    private final Map<String, double[]> arrays = new LinkedHashMap<>();
    private final Map<String, double[]> counters = new LinkedHashMap<>();
    private double[] work = new double[0];

    private Scope() {}

    /** Makes an array of zeros, as long as the parameters. */
    public double[] createArray(String name, int size) {
      double[] array = new double[size];
      arrays.put(name, array);
      return array;
    }

    /** The array of that name. */
    public double[] array(String name) {
      return known(arrays, name);
    }

    /** Makes a counter: one number that is saved with the arrays. */
    public void createCounter(String name, double value) {
      counters.put(name, new double[] {value});
    }

    /** The value of a counter. */
    public double counter(String name) {
      return known(counters, name)[0];
    }

    /** Changes a counter. */
    public void set(String name, double value) {
      known(counters, name)[0] = value;
    }

    /** Makes room for numbers that are computed anew in every step, and are not saved. */
    public void createWork(int size) {
      work = new double[size];
    }

    /** That room. */
    public double[] work() {
      return work;
    }

    private static double[] known(Map<String, double[]> all, String name) {
      double[] array = all.get(name);
      if (array == null) {
        throw new IllegalStateException("nothing is named '" + name + "'; was init called?");
      }
      return array;
    }
  }
}

package dev.bellows.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything of an optimizer that changes during training: named arrays, each as long as the
 * parameters, named counters, and the number of updates. A checkpoint saves this value and nothing
 * else, as {@link StateTensors}; between processes it travels as one flat array.
 */
public final class OptimizerState {
  /** The elements at the beginning of the flat form that count updates. */
  public static final int WHOLE_NUMBERS = 2;

  private final Map<String, Scope> scopes = new LinkedHashMap<>();
  private final Step step;
  private final UpdateRange range;
  private long steps;
  private long earlier;
  private GatheredRange gathered; // null: not needed so far
  private int[] moved; // null: any

  OptimizerState(List<TensorRule> tensors) {
    step = new Step(tensors);
    range = new UpdateRange(step);
  }

  /** The number of updates applied to this state so far. */
  public long steps() {
    return steps;
  }

  /** The number of updates that the training had seen when this state began. */
  public long earlier() {
    return earlier;
  }

  void continueAt(long earlierSteps) {
    if (earlierSteps < 0) {
      throw new IllegalArgumentException(earlierSteps + " earlier steps");
    }
    earlier = earlierSteps;
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

  GatheredRange gathered(List<Transform> links, double l1) {
    if (gathered == null) {
      gathered = new GatheredRange(this, links, l1);
    }
    return gathered;
  }

  void setMoved(int[] elements) {
    moved = elements;
  }

  /**
   * The parameters that the last step can have moved, ascending; empty where it may be any. Numbers
   * behind the last parameter do not count. Not saved.
   */
  public Optional<int[]> moved() {
    return Optional.ofNullable(moved);
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

  /** The number of elements of the flat form. */
  public int length() {
    int length = WHOLE_NUMBERS;
    for (Scope scope : scopes.values()) {
      length = Math.addExact(length, scope.counters.size());
      for (double[] array : scope.arrays.values()) {
        length = Math.addExact(length, array.length);
      }
    }
    return length;
  }

  /**
   * Writes all that changes behind one another, exactly and in an order that depends on the
   * optimizer alone: the number of updates, that of earlier ones, then the counters and arrays of
   * each part.
   *
   * @param flat receives {@link #length} elements from {@code offset} on
   */
  public void copyTo(double[] flat, int offset) {
    Objects.checkFromIndexSize(offset, length(), flat.length);
    int at = offset;
    flat[at++] = steps; // exact up to 2⁵³
    flat[at++] = earlier;
    for (Scope scope : scopes.values()) {
      for (double[] counter : scope.counters.values()) {
        flat[at++] = counter[0];
      }
      for (double[] array : scope.arrays.values()) {
        System.arraycopy(array, 0, flat, at, array.length);
        at += array.length;
      }
    }
  }

  /**
   * Takes over what {@link #copyTo} has written of a state of an equal optimizer.
   *
   * @param flat holds {@link #length} elements from {@code offset} on
   */
  public void copyFrom(double[] flat, int offset) {
    Objects.checkFromIndexSize(offset, length(), flat.length);
    int at = offset;
    steps = (long) flat[at++];
    earlier = (long) flat[at++];
    for (Scope scope : scopes.values()) {
      for (double[] counter : scope.counters.values()) {
        counter[0] = flat[at++];
      }
      for (double[] array : scope.arrays.values()) {
        System.arraycopy(flat, at, array, 0, array.length);
        at += array.length;
      }
    }
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

    /**
     * The same with arrays that hold only some elements at a time; counters and work are shared.
     *
     * @param near takes its arrays
     * @param far takes the arrays that they stand for
     */
    Scope shortened(int size, List<double[]> near, List<double[]> far) {
      Scope scope = new Scope();
      arrays.forEach(
          (name, array) -> {
            near.add(scope.createArray(name, size));
            far.add(array);
          });
      scope.counters.putAll(counters);
      scope.work = work;
      return scope;
    }

    void copyCounters(Scope from) {
      from.counters.forEach((name, value) -> set(name, value[0]));
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

package dev.bellows.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything of an optimizer that changes during training: named arrays, each as long as the
 * parameters, and the number of steps taken. A checkpoint saves this value and nothing else.
 */
public final class OptimizerState {
  private final Map<String, Scope> scopes = new LinkedHashMap<>();
  private long steps;

  /** The number of updates applied so far. */
  public long steps() {
    return steps;
  }

  void countStep() {
    steps++;
  }

  /** The part of the state that belongs to the link of that name; made at the first call. */
  Scope scope(String link) {
    return scopes.computeIfAbsent(link, name -> new Scope());
  }

  /** All arrays by {@code link/array}; the arrays are the live ones, not copies. */
  public Map<String, double[]> arrays() {
    Map<String, double[]> all = new LinkedHashMap<>();
    scopes.forEach(
        (link, scope) -> scope.arrays.forEach((name, array) -> all.put(link + "/" + name, array)));
    return Collections.unmodifiableMap(all);
  }

  /** The arrays of one link. */
  public static final class Scope {
    private final Map<String, double[]> arrays = new LinkedHashMap<>();

    private Scope() {}

    /** Makes an array of zeros. */
    void create(String name, int size) {
      arrays.put(name, new double[size]);
    }

    /** The array of that name. */
    double[] get(String name) {
      double[] array = arrays.get(name);
      if (array == null) {
        throw new IllegalStateException("no array is named '" + name + "'; was init called?");
      }
      return array;
    }
  }
}

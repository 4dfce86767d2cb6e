package dev.bellows.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * Elements that stand far apart, brought side by side: the links of a chain see them as one range
 * of short arrays, and what they leave goes back to its places. For one thread at a time.
 */
final class GatheredRange {
  /** The most elements at a time: so few that all arrays stay in a first-level cache. */
  static final int MOST = 1024;

  private final OptimizerState state;
  private final List<Transform> links;
  private final double l1;
  private final double[] update = new double[MOST];
  private final double[] parameters = new double[MOST];
  private final int[] elements = new int[MOST];
  private final UpdateRange range;
  private final List<OptimizerState.Scope> scopes = new ArrayList<>(); // of the links, short
  private final List<double[]> near = new ArrayList<>(); // their arrays
  private final List<double[]> far = new ArrayList<>(); // and those that they stand for

  GatheredRange(OptimizerState state, List<Transform> links, double l1) {
    this.state = state;
    this.links = links;
    this.l1 = l1;
    range = new UpdateRange(state.step(), update, parameters, elements);
    for (Transform link : links) {
      scopes.add(state.scope(link.name()).shortened(MOST, near, far));
    }
  }

  /**
   * Applies some links to some elements.
   *
   * @param indices their numbers, ascending
   * @param values their update, overwritten
   * @param from the first of them; at most {@link #MOST} up to {@code to - 1}
   * @param first the first link
   * @param end the link behind the last one; where that is the chain's end, the update is
   *     subtracted
   */
  void apply(int tensor, int[] indices, double[] values, int from, int to, int first, int end) {
    int n = to - from;
    double[] all = state.step().parameters();
    System.arraycopy(indices, from, elements, 0, n);
    System.arraycopy(values, from, update, 0, n);
    gather(all, parameters, n);
    for (int a = 0; a < far.size(); a++) {
      gather(far.get(a), near.get(a), n);
    }
    range.moveTo(tensor, 0, n);
    for (int l = first; l < end; l++) {
      links.get(l).apply(range, scopes.get(l));
    }
    if (end == links.size()) {
      shrink();
    }
    for (int a = 0; a < far.size(); a++) {
      scatter(near.get(a), far.get(a), n);
    }
    System.arraycopy(update, 0, values, from, n);
    if (end == links.size()) {
      for (int i = 0; i < n; i++) {
        all[elements[i]] = parameters[i] - update[i];
      }
    }
  }

  /** Turns the update into that of a proximal step, where there is an L1 weight. */
  private void shrink() {
    double alpha = l1 == 0 ? 0 : range.l1(l1);
    if (alpha == 0) {
      return;
    }
    double[] rates = range.rates(MOST);
    for (int l = 0; l < links.size(); l++) {
      links.get(l).multiplyRates(range, scopes.get(l), rates);
    }
    range.shrink(alpha, rates);
  }

  private void gather(double[] from, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = from[elements[i]];
    }
  }

  private void scatter(double[] from, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[elements[i]] = from[i];
    }
  }
}

package dev.bellows.optim;

import dev.bellows.linalg.Slices;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * The links of an optimizer, applied to gradient and parameters.
 *
 * <p>All links are applied to one small range before the next range is begun, so that a long chain
 * reads each array from memory once, like a rule written as one loop. Only a link that needs the
 * whole update (a norm) makes the links before it run over everything first.
 *
 * <p>With an L1 weight the step is a proximal one (forward-backward splitting: Duchi and Singer,
 * "Efficient online and batch learning using forward backward splitting", 2009): {@code x ←
 * sign(y)·max(|y| − ηᵢα, 0)} where y is what the links lead to, and ηᵢ the step size that they have
 * for the element.
 */
final class Chain implements Serializable {
  /** So few elements that a range of five arrays stays in a first-level cache. */
  private static final int RANGE = 1024;

  private static final long serialVersionUID = 1L;

  private final List<TensorRule> tensors;
  private final List<Transform> links;
  private final double l1;
  private final boolean rowWise;

  Chain(List<TensorRule> tensors, List<Transform> links, double l1, boolean rowWise) {
    this.tensors = tensors;
    this.links = links;
    this.l1 = l1;
    this.rowWise = rowWise;
  }

  /** Applies all links, and subtracts what the last one leaves. */
  void apply(double[] gradient, TouchedRows touched, double[] parameters, OptimizerState state) {
    int first = 0;
    do {
      int end = endOfPass(first);
      pass(first, end, gradient, touched, parameters, state);
      first = end;
    } while (first < links.size());
  }

  /** The first link behind {@code first} that has to see the whole update. */
  private int endOfPass(int first) {
    int end = first + 1;
    while (end < links.size() && !links.get(end).needsWholeUpdate()) {
      end++;
    }
    return Math.min(end, links.size());
  }

  private void pass(
      int first,
      int end,
      double[] gradient,
      TouchedRows touched,
      double[] parameters,
      OptimizerState state) {
    for (int l = first; l < end; l++) {
      links.get(l).begin(state.step(), state.scope(links.get(l).name()));
    }
    for (int t = 0; t < tensors.size(); t++) {
      TensorRule rule = tensors.get(t);
      int[] rows = touched == null ? null : touched.rows().get(rule.tensor().name());
      if (rule.frozen()) {
        continue;
      }
      if (rows != null) {
        int row = rule.rowLength();
        for (int r = 0; r < rows.length; r++) {
          int from = rule.from() + rows[r] * row;
          sweep(t, from, from + row, first, end, gradient, parameters, state);
        }
      } else if (rowWise) {
        sweepRowsWithGradient(t, first, end, gradient, parameters, state);
      } else {
        sweep(t, rule.from(), rule.to(), first, end, gradient, parameters, state);
      }
    }
  }

  /** Runs of rows that have a gradient; neighbours go together. */
  private void sweepRowsWithGradient(
      int tensor,
      int first,
      int end,
      double[] gradient,
      double[] parameters,
      OptimizerState state) {
    TensorRule rule = tensors.get(tensor);
    int row = rule.rowLength();
    int to = rule.to();
    int begin = -1;
    for (int from = rule.from(); from < to; from += row) {
      boolean moves = !isZero(gradient, from, row);
      if (moves && begin < 0) {
        begin = from;
      } else if (!moves && begin >= 0) {
        sweep(tensor, begin, from, first, end, gradient, parameters, state);
        begin = -1;
      }
    }
    if (begin >= 0) {
      sweep(tensor, begin, to, first, end, gradient, parameters, state);
    }
  }

  private static boolean isZero(double[] gradient, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (gradient[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Some links, over some elements of one tensor; where these are many, on all cores. */
  private void sweep(
      int tensor,
      int from,
      int to,
      int first,
      int end,
      double[] gradient,
      double[] parameters,
      OptimizerState state) {
    if (to - from <= 2 * Slices.LENGTH) {
      sweep(state.range(), tensor, from, to, first, end, gradient, parameters, state);
      return;
    }
    Slices.run(
        from,
        to,
        (begin, behind) ->
            sweep(
                new UpdateRange(state.step()),
                tensor,
                begin,
                behind,
                first,
                end,
                gradient,
                parameters,
                state));
  }

  private void sweep(
      UpdateRange range,
      int tensor,
      int from,
      int to,
      int first,
      int end,
      double[] gradient,
      double[] parameters,
      OptimizerState state) {
    for (int begin = from; begin < to; begin += RANGE) {
      int behind = Math.min(to, begin + RANGE);
      range.moveTo(tensor, begin, behind);
      for (int l = first; l < end; l++) {
        Transform link = links.get(l);
        link.apply(range, state.scope(link.name()));
      }
      if (end == links.size()) {
        shrink(range, gradient, parameters, state);
        subtract(gradient, parameters, begin, behind);
      }
    }
  }

  /**
   * Turns an update into that of a proximal step: what it leads to is moved towards zero by α times
   * the size of the step, and no further than zero.
   */
  private void shrink(
      UpdateRange range, double[] update, double[] parameters, OptimizerState state) {
    double alpha = l1 == 0 ? 0 : range.l1(l1);
    if (alpha == 0) {
      return;
    }
    double[] rates = range.rates(RANGE);
    Arrays.fill(rates, 1);
    for (int l = 0; l < links.size(); l++) {
      Transform link = links.get(l);
      link.multiplyRates(range, state.scope(link.name()), rates);
    }
    int from = range.from();
    for (int i = from; i < range.to(); i++) {
      double there = parameters[i] - update[i];
      double bound = rates[i - from] * alpha;
      if (Math.abs(there) <= bound) {
        update[i] = parameters[i]; // to zero exactly
      } else {
        update[i] += Math.copySign(bound, there);
      }
    }
  }

  private static void subtract(double[] update, double[] parameters, int from, int to) {
    for (int i = from; i < to; i++) {
      parameters[i] -= update[i];
    }
  }
}

package dev.bellows.optim;

import dev.bellows.linalg.Slices;
import dev.bellows.linalg.SparseVector;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

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

  /** Listed elements that are worth a thread of their own. */
  private static final int LISTED = 1 << 13;

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
    state.step().setUpdate(gradient);
    int first = 0;
    do {
      int end = endOfPass(first);
      pass(first, end, gradient, touched, parameters, state);
      first = end;
    } while (first < links.size());
    moveAverages(gradient, parameters, state.step());
  }

  /** Moves tensors that are moving averages, which no link has to do with. */
  private void moveAverages(double[] gradient, double[] parameters, Step step) {
    for (int t = 0; t < tensors.size(); t++) {
      TensorRule rule = tensors.get(t);
      double part = step.isFrozen(t) ? 0 : rule.tensor().average();
      for (int i = rule.from(); i < rule.to() && part > 0; i++) {
        gradient[i] *= part;
        parameters[i] -= gradient[i];
      }
    }
  }

  /** Whether elements without a gradient stay as they are, whatever else is moved. */
  boolean leavesUntouched() {
    return rowWise
        || tensors.stream()
            .allMatch(
                tensor ->
                    !tensor.learns()
                        || tensor.l1Or(l1) == 0
                            && links.stream().allMatch(link -> link.keepsZero(tensor)));
  }

  /**
   * Applies all links to elements that are listed, as {@link #apply} does to those that it finds.
   *
   * @param gradient overwritten; may be longer than the parameters
   * @return the elements that can have moved, ascending, and perhaps one behind the parameters
   */
  int[] applyTo(SparseVector gradient, OptimizerState state) {
    SparseVector update = rowWise ? rowsWithGradient(gradient) : gradient;
    state.step().setUpdate(update);
    int first = 0;
    do {
      int end = endOfPass(first);
      begin(first, end, state);
      for (int t = 0; t < tensors.size(); t++) {
        TensorRule rule = tensors.get(t);
        if (state.step().moves(t)) {
          int from = update.countBefore(rule.from());
          sweepListed(t, update, from, update.countBefore(rule.to()), first, end, state);
        }
      }
      first = end;
    } while (first < links.size());
    return update.indices();
  }

  /** All elements of the rows that have a gradient other than zero. */
  private SparseVector rowsWithGradient(SparseVector gradient) {
    ElementList found = new ElementList(gradient.count());
    for (TensorRule rule : tensors) {
      int row = rule.rowLength();
      int to = gradient.countBefore(rule.to());
      int k = gradient.countBefore(rule.from());
      while (k < to) {
        int begin = gradient.indices()[k] - (gradient.indices()[k] - rule.from()) % row;
        int end = k;
        boolean moves = false;
        while (end < to && gradient.indices()[end] < begin + row) {
          moves |= gradient.values()[end++] != 0;
        }
        if (moves) {
          found.addRange(begin, begin + row, gradient, k);
        }
        k = end;
      }
    }
    return found.vector(gradient.length());
  }

  /** Some links, over listed elements of one tensor; where these are many, on all cores. */
  private void sweepListed(
      int tensor, SparseVector update, int from, int to, int first, int end, OptimizerState state) {
    if (to - from < 2 * LISTED) {
      sweepListed(state.gathered(links, l1), tensor, update, from, to, first, end);
      return;
    }
    int parts = (to - from - 1) / LISTED + 1;
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              int begin = from + part * LISTED;
              GatheredRange range = new GatheredRange(state, links, l1);
              sweepListed(range, tensor, update, begin, Math.min(to, begin + LISTED), first, end);
            });
  }

  private static void sweepListed(
      GatheredRange range, int tensor, SparseVector update, int from, int to, int first, int end) {
    for (int begin = from; begin < to; begin += GatheredRange.MOST) {
      int behind = Math.min(to, begin + GatheredRange.MOST);
      range.apply(tensor, update.indices(), update.values(), begin, behind, first, end);
    }
  }

  private void begin(int first, int end, OptimizerState state) {
    for (int l = first; l < end; l++) {
      links.get(l).begin(state.step(), state.scope(links.get(l).name()));
    }
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
    begin(first, end, state);
    for (int t = 0; t < tensors.size(); t++) {
      TensorRule rule = tensors.get(t);
      int[] rows = touched == null ? null : touched.rows().get(rule.tensor().name());
      if (!state.step().moves(t)) {
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
        shrink(range, state);
        subtract(gradient, parameters, begin, behind);
      }
    }
  }

  /** Turns an update into that of a proximal step, where there is an L1 weight. */
  private void shrink(UpdateRange range, OptimizerState state) {
    double alpha = l1 == 0 ? 0 : range.l1(l1);
    if (alpha == 0) {
      return;
    }
    double[] rates = range.rates(RANGE);
    for (int l = 0; l < links.size(); l++) {
      Transform link = links.get(l);
      link.multiplyRates(range, state.scope(link.name()), rates);
    }
    range.shrink(alpha, rates);
  }

  private static void subtract(double[] update, double[] parameters, int from, int to) {
    for (int i = from; i < to; i++) {
      parameters[i] -= update[i];
    }
  }
}

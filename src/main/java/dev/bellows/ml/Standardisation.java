package dev.bellows.ml;

import dev.bellows.data.frame.FrameRows.Moments;
import dev.bellows.data.frame.RowTransform;
import dev.bellows.linalg.Layout;
import java.util.List;

/**
 * What a training does to rows, and what that means for its parameters: a training sees features of
 * deviation 1 (and, where rows are dense and there is a bias, of mean 0) and the label of a
 * regression likewise; the model's first and last tensors take it over, so that it is for rows as
 * they are.
 *
 * @param transform of the rows
 */
record Standardisation(RowTransform transform) {
  /** Rows stay as they are. */
  static final Standardisation NONE = new Standardisation(RowTransform.NONE);

  /**
   * To deviation 1. A feature with one value becomes 0 throughout, and so does its weight.
   *
   * @param centred whether features and label are shifted to mean 0
   * @param label whether the label is standardised as well
   */
  static Standardisation of(Moments moments, boolean sparse, boolean centred, boolean label) {
    double[] factors = moments.deviations().clone();
    for (int c = 0; c < factors.length; c++) {
      factors[c] = factors[c] > 0 ? 1 / factors[c] : 0;
    }
    double labelDeviation = label && moments.labelDeviation() > 0 ? moments.labelDeviation() : 1;
    return new Standardisation(
        new RowTransform(
            centred && !sparse ? moments.means() : null,
            factors,
            label && centred ? moments.labelMean() : 0,
            1 / labelDeviation));
  }

  /** What a label of 1 in training is in the label's own unit. */
  double labelUnit() {
    return 1 / transform.labelFactor();
  }

  /** Parameters of a training, as they are for rows as they are. */
  double[] restored(Layout layout, double[] trained) {
    double[] parameters = trained.clone();
    Ends ends = new Ends(layout);
    for (int i = ends.last.offset(); i < ends.last.offset() + ends.last.size(); i++) {
      parameters[i] /= transform.labelFactor();
    }
    if (ends.lastBias != null) {
      for (int i = ends.lastBias.offset(); i < end(ends.lastBias); i++) {
        parameters[i] = parameters[i] / transform.labelFactor() + transform.labelShift();
      }
    }
    features(ends, parameters, true);
    return parameters;
  }

  /** The inverse of {@link #restored}: parameters of a model, as a training sees them. */
  double[] applied(Layout layout, double[] model) {
    double[] parameters = model.clone();
    Ends ends = new Ends(layout);
    features(ends, parameters, false);
    for (int i = ends.last.offset(); i < end(ends.last); i++) {
      parameters[i] *= transform.labelFactor();
    }
    if (ends.lastBias != null) {
      for (int i = ends.lastBias.offset(); i < end(ends.lastBias); i++) {
        parameters[i] = (parameters[i] - transform.labelShift()) * transform.labelFactor();
      }
    }
    return parameters;
  }

  private static int end(Layout.Slot slot) {
    return slot.offset() + slot.size();
  }

  private void features(Ends ends, double[] parameters, boolean restore) {
    if (transform.factors() == null) {
      return;
    }
    int columns = transform.factors().length;
    int outputs = ends.first.size() / columns;
    for (int o = 0; o < outputs; o++) {
      double moved = 0;
      for (int c = 0; c < columns; c++) {
        int i = ends.first.offset() + o * columns + c;
        double factor = transform.factors()[c];
        double own = restore ? parameters[i] * factor : parameters[i];
        moved += transform.shifts() == null ? 0 : own * transform.shifts()[c];
        parameters[i] = restore ? own : factor == 0 ? 0 : own / factor;
      }
      if (ends.firstBias != null) {
        parameters[ends.firstBias.offset() + o] += restore ? -moved : moved;
      }
    }
  }

  /** The weights that see the features, those that make the outputs, and their biases, if any. */
  private static final class Ends {
    private final Layout.Slot first;
    private final Layout.Slot firstBias;
    private final Layout.Slot last;
    private final Layout.Slot lastBias;

    Ends(Layout layout) {
      List<Layout.Slot> slots = layout.tensors();
      int n = slots.size();
      first = slots.get(0);
      firstBias = n > 1 ? bias(slots.get(1)) : null;
      lastBias = bias(slots.get(n - 1));
      last = lastBias == null ? slots.get(n - 1) : slots.get(n - 2);
    }

    private static Layout.Slot bias(Layout.Slot slot) {
      return slot.name().endsWith("bias") ? slot : null;
    }
  }
}

package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.data.RowPlacement.Role;
import dev.bellows.data.RowPlacement.Run;
import dev.bellows.linalg.LabelledRows;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * How rows come to the weights that they are trained with: a row's own weight times that of its
 * class, times a factor that makes the mean over the training rows 1.
 *
 * @param byClass the class's weight times the factor; of one element where there are no classes
 */
record RowWeights(double[] byClass) implements Serializable {

  /**
   * What the training rows of a block add: the rows of each class, and the sum of their weights.
   */
  static double[] sums(List<Run> runs, int classes) {
    double[] sums = new double[2 * classes];
    for (Run run : runs) {
      double[] labels = run.examples().labels();
      for (int row = 0; run.role() == Role.TRAINING && row < labels.length; row++) {
        int c = classes == 1 ? 0 : (int) labels[row];
        sums[c]++;
        sums[classes + c] += run.examples().weight(row);
      }
    }
    return sums;
  }

  /**
   * Finds the factor.
   *
   * @param sums of all blocks
   * @param weights of the classes; null where all count alike
   * @param classes null where labels are numbers
   * @throws InputException if no training row counts anything
   */
  static RowWeights of(double[] sums, ClassWeights weights, ClassLabels classes) {
    int count = sums.length / 2;
    double[] byClass = new double[count];
    Arrays.fill(byClass, 1);
    if (weights != null) {
      byClass = weights.of(classes, Arrays.copyOf(sums, count));
    }
    double rows = 0;
    double total = 0;
    for (int c = 0; c < count; c++) {
      rows += sums[c];
      total += byClass[c] * sums[count + c];
    }
    double factor = rows / total;
    if (!(total > 0 && factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new InputException(
          "%s: the weights of all training rows add up to %s; at least one has to count"
              .formatted(weights == null ? "data.weight" : "data.class-weights", total));
    }
    for (int c = 0; c < count; c++) {
      byClass[c] *= factor;
    }
    return new RowWeights(byClass);
  }

  /** The same rows with the weights that they are trained with. */
  LabelledRows applyTo(LabelledRows examples) {
    double[] weights = new double[examples.count()];
    for (int row = 0; row < weights.length; row++) {
      int c = byClass.length == 1 ? 0 : (int) examples.labels()[row];
      weights[row] = examples.weight(row) * byClass[c];
    }
    return new LabelledRows(examples.features(), examples.labels(), weights);
  }
}

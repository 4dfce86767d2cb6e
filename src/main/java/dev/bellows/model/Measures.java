package dev.bellows.model;

import dev.bellows.linalg.Examples;
import java.io.Serializable;
import java.util.Map;

/**
 * How good parameters are on some rows: sums over the rows, added up by any number of tasks, and
 * the figures that are made of them. The first sum is always the loss.
 *
 * <p>The figures and their order: of regressions {@code rmse}, {@code r2} (left out where all
 * labels are one) and {@code mae}; of classifications {@code accuracy}, {@code auc} (the area under
 * the ROC curve; of two classes that both occur), and {@code log-loss} where it is not the mean
 * loss: where the weights of the rows have another mean than 1. In all of them a row counts by its
 * weight.
 */
public interface Measures extends Serializable {

  /**
   * The measures of a regression.
   *
   * @param predictor of one output
   * @param cost its loss
   */
  static Measures ofRegression(Predictor predictor, OutputLoss cost) {
    return new RegressionMeasures(predictor, cost);
  }

  /**
   * The measures of a classifier.
   *
   * @param cost its loss, the cross-entropy
   */
  static Measures ofClassification(Classifier classifier, OutputLoss cost) {
    return new ClassificationMeasures(classifier, cost, false);
  }

  /** The number of sums, at least 1. */
  int size();

  /**
   * Adds what the chosen rows give.
   *
   * @param examples the rows to choose from
   * @param rows the chosen row numbers, in the order in which they are added
   * @param count how many elements of {@code rows} count
   * @param parameters only read
   * @param sums {@link #size()} sums; the first is that of the losses
   */
  void add(Examples examples, int[] rows, int count, double[] parameters, double[] sums);

  /**
   * The figures beside the mean loss, by name, in the order in which they are shown. A figure that
   * these rows cannot give (R² where all labels are one) is left out.
   *
   * @param sums over all rows
   * @param rows the number of rows, at least 1
   */
  Map<String, Double> figures(double[] sums, long rows);
}

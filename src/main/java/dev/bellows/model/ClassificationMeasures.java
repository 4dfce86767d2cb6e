package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.Labelled;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss of a classifier, and behind it the sums of which its figures are made: the weights of
 * all rows and of those whose most likely class is theirs, for two classes {@link MarginBins}, and
 * where it is asked for a {@link ConfusionMatrix}.
 *
 * @param classifier whose outputs are measured
 * @param cost its loss
 * @param confuses whether the sums have a confusion matrix, classes × classes numbers
 */
public record ClassificationMeasures(Classifier classifier, OutputLoss cost, boolean confuses)
    implements Measures {
  private static final int WEIGHTS = 1;
  private static final int RIGHT = 2;
  private static final int BINS = 3;

  // Weights whose mean is 1 add up to the number of rows but for this.
  private static final double ROUNDING = 1e-9;

  private int confusion() {
    return classifier.classes() == 2 ? BINS + 2 * MarginBins.COUNT : BINS;
  }

  @Override
  public int size() {
    int classes = classifier.classes();
    return confuses
        ? Math.addExact(confusion(), Math.multiplyExact(classes, classes))
        : confusion();
  }

  @Override
  public void add(Examples examples, int[] rows, int count, double[] parameters, double[] sums) {
    Labelled labelled = (Labelled) examples;
    double[] loss = new double[1];
    Predictions.visit(
        classifier,
        labelled,
        rows,
        count,
        parameters,
        (row, outputs, at) -> {
          double weight = labelled.weight(row);
          loss[0] += weight * cost.loss(outputs, at, labelled.labels()[row]);
          add((int) labelled.labels()[row], weight, outputs, at, sums);
        });
    sums[0] += loss[0];
  }

  /**
   * Adds one row that was predicted already.
   *
   * @param label the number of its class
   * @param outputs of the classifier, those of the row from {@code at} on
   */
  public void addPredicted(int label, double weight, double[] outputs, int at, double[] sums) {
    sums[0] += weight * cost.loss(outputs, at, label);
    add(label, weight, outputs, at, sums);
  }

  private void add(int label, double weight, double[] outputs, int at, double[] sums) {
    int predicted = classifier.mostLikely(outputs, at);
    sums[WEIGHTS] += weight;
    sums[RIGHT] += predicted == label ? weight : 0;
    if (classifier.classes() == 2) {
      double margin = classifier.outputs() == 1 ? outputs[at] : outputs[at + 1] - outputs[at];
      sums[BINS + label * MarginBins.COUNT + MarginBins.of(margin)] += weight;
    }
    if (confuses) {
      sums[confusion() + label * classifier.classes() + predicted] += weight;
    }
  }

  @Override
  public Map<String, Double> figures(double[] sums, long rows) {
    Map<String, Double> figures = new LinkedHashMap<>();
    double weights = sums[WEIGHTS];
    if (weights == 0) {
      return figures;
    }
    figures.put("accuracy", sums[RIGHT] / weights);
    if (classifier.classes() == 2) {
      double area = MarginBins.areaUnderRoc(sums, BINS);
      if (!Double.isNaN(area)) {
        figures.put("auc", area);
      }
    }
    if (Math.abs(weights - rows) > ROUNDING * rows) {
      figures.put("log-loss", sums[0] / weights);
    }
    return figures;
  }

  /**
   * The confusion matrix of such sums.
   *
   * @throws IllegalStateException if these measures make none
   */
  public ConfusionMatrix confusionMatrix(double[] sums) {
    if (!confuses) {
      throw new IllegalStateException("these measures count no confusions");
    }
    return new ConfusionMatrix(classifier.classes(), sums, confusion());
  }
}

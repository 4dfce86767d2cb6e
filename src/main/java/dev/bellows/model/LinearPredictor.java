package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Rows;
import java.util.Optional;

/**
 * What all linear models share: each output is {@code w·x + b} with a row {@code w} of {@code
 * weight} (outputs × columns) and an element {@code b} of {@code bias} (outputs), and an {@link
 * OutputLoss} says what the outputs cost. A row is read twice, for its outputs and for its
 * gradient, and its features are never made dense.
 */
sealed interface LinearPredictor extends Predictor
    permits LinearRegression, LogisticRegression, SoftmaxRegression {

  /** Whether there is a bias. */
  boolean intercept();

  /** What an output costs. */
  OutputLoss outputLoss();

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException where there is nothing to learn, or more than one array holds
   */
  static void require(int columns, int outputs) {
    if (columns < 1 || (columns + 1L) * outputs >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d outputs of %d columns; together they take 1 to 2^31 - 2 parameters"
              .formatted(outputs, columns));
    }
  }

  @Override
  default Layout layout() {
    Layout.Builder layout = Layout.builder().add("weight", outputs(), columns());
    return intercept() ? layout.add("bias", outputs()).build() : layout.build();
  }

  /** The number of parameters. */
  default int size() {
    return outputs() * (columns() + (intercept() ? 1 : 0));
  }

  /** Fills in the outputs of one row. */
  private void predict(Rows rows, int row, double[] parameters, double[] outputs, int at) {
    int columns = columns();
    int count = outputs();
    int bias = count * columns;
    boolean intercept = intercept();
    for (int o = 0; o < count; o++) {
      double product = rows.dot(row, parameters, o * columns);
      outputs[at + o] = intercept ? product + parameters[bias + o] : product;
    }
  }

  @Override
  default void predict(Rows rows, int[] chosen, int count, double[] parameters, double[] outputs) {
    requireColumns(rows);
    for (int i = 0; i < count; i++) {
      predict(rows, chosen[i], parameters, outputs, i * outputs());
    }
  }

  @Override
  default double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    LabelledRows labelled = (LabelledRows) examples;
    Rows features = requireColumns(labelled.features());
    OutputLoss cost = outputLoss();
    double[] outputs = new double[outputs()];
    double[] slopes = new double[outputs.length]; // of the bias
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      double weight = labelled.weight(row);
      predict(features, row, parameters, outputs, 0);
      sum += weight * cost.lossAndSlopes(outputs, 0, labelled.labels()[row]);
      addGradient(features, row, weight, outputs, slopes, gradient);
    }
    if (intercept()) {
      for (int o = 0; o < slopes.length; o++) {
        gradient[outputs.length * columns() + o] += slopes[o];
      }
    }
    return sum;
  }

  private void addGradient(
      Rows features, int row, double weight, double[] outputs, double[] slopes, double[] gradient) {
    int columns = columns();
    for (int o = 0; o < outputs.length; o++) {
      double slope = weight * outputs[o];
      slopes[o] += slope;
      features.addScaled(row, slope, gradient, o * columns);
    }
  }

  @Override
  default double loss(Examples examples, int[] rows, int count, double[] parameters) {
    LabelledRows labelled = (LabelledRows) examples;
    Rows features = requireColumns(labelled.features());
    OutputLoss cost = outputLoss();
    double[] outputs = new double[outputs()];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      predict(features, row, parameters, outputs, 0);
      sum += labelled.weight(row) * cost.loss(outputs, 0, labelled.labels()[row]);
    }
    return sum;
  }

  @Override
  default Optional<Support> support(Examples examples) {
    Rows features = ((LabelledRows) examples).features();
    return LinearSupport.of(features, outputs(), intercept() ? outputs() : 0);
  }

  /** Rows of another width would read other parameters than theirs. */
  private Rows requireColumns(Rows rows) {
    if (rows.columns() != columns()) {
      throw new IllegalArgumentException(
          "rows of %d features for a model of %d".formatted(rows.columns(), columns()));
    }
    return rows;
  }
}

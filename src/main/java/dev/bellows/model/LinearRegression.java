package dev.bellows.model;

import dev.bellows.linalg.Examples;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Rows;

/**
 * Linear regression with the squared loss, half the squared error: for a row {@code x} with label
 * {@code y}, {@code ½ (w·x + b − y)²}. Parameters: {@code weight} (1 × columns) and {@code bias}
 * (1), PyTorch's names and shapes.
 *
 * @param columns the number of features, at least 1
 */
public record LinearRegression(int columns) implements Objective {
  /** The name of this model in job files and model files. */
  public static final String TYPE = "linear";

  private static final double INITIAL_DEVIATION = 0.01; // the books' choice

  @Override
  public Layout layout() {
    return Layout.builder().add("weight", 1, columns).add("bias", 1).build();
  }

  /** Weights from the normal distribution of deviation 0.01, and a bias of zero. */
  @Override
  public double[] initialParameters(long seed) {
    double[] parameters = new double[columns + 1];
    KeyedRandom random = new KeyedRandom(seed, 0);
    for (int c = 0; c < columns; c++) {
      parameters[c] = INITIAL_DEVIATION * random.nextGaussian();
    }
    return parameters;
  }

  /** The prediction for one row. */
  public double predict(Rows rows, int row, double[] parameters) {
    return rows.dot(row, parameters, 0) + parameters[columns];
  }

  @Override
  public double addLossAndGradient(
      Examples examples, int[] rows, int count, double[] parameters, double[] gradient) {
    LabelledRows labelled = (LabelledRows) examples;
    double sum = 0;
    double biasGradient = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      double error = predict(labelled.features(), row, parameters) - labelled.labels()[row];
      sum += error * error / 2;
      biasGradient += error;
      labelled.features().addScaled(row, error, gradient, 0);
    }
    gradient[columns] += biasGradient;
    return sum;
  }

  @Override
  public double loss(Examples examples, int[] rows, int count, double[] parameters) {
    LabelledRows labelled = (LabelledRows) examples;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      double error = predict(labelled.features(), row, parameters) - labelled.labels()[row];
      sum += error * error / 2;
    }
    return sum;
  }

  /** Beside the loss {@code rmse}, and {@code r2} where the labels differ. */
  @Override
  public Measures measures() {
    return new RegressionMeasures(this);
  }
}

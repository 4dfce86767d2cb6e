package dev.bellows.model;

import dev.bellows.linalg.KeyedRandom;

/**
 * Linear regression: for a row {@code x} with label {@code y} the loss of the error {@code w·x + b
 * − y}. Parameters: {@code weight} (1 × columns) and {@code bias} (1), PyTorch's names and shapes.
 *
 * <p>Beside MLlib's {@code LinearRegression} on standardised features: an L2 weight is its {@code
 * regParam·(1 − elasticNetParam)} over the deviation of the label (it divides the label by that,
 * and does not multiply this penalty with it again), an L1 weight its {@code
 * regParam·elasticNetParam}; on a standardised label both are the products alone.
 *
 * @param columns the number of features, at least 1
 * @param loss what an error costs
 * @param intercept whether there is a bias
 */
public record LinearRegression(int columns, RegressionLoss loss, boolean intercept)
    implements LinearPredictor {
  /** The name of this model in job files and model files. */
  public static final String TYPE = "linear";

  private static final double INITIAL_DEVIATION = 0.01; // the books' choice

  /** Checks the number of columns. */
  public LinearRegression {
    LinearPredictor.require(columns, 1);
  }

  /** With the squared loss, {@code ½ (w·x + b − y)²}, and an intercept. */
  public LinearRegression(int columns) {
    this(columns, RegressionLoss.SQUARED, true);
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public OutputLoss outputLoss() {
    return loss;
  }

  /** Weights from the normal distribution of deviation 0.01, and a bias of zero. */
  @Override
  public double[] initialParameters(long seed) {
    double[] parameters = new double[size()];
    KeyedRandom random = new KeyedRandom(seed, 0);
    for (int c = 0; c < columns; c++) {
      parameters[c] = INITIAL_DEVIATION * random.nextGaussian();
    }
    return parameters;
  }

  /** Beside the loss {@code rmse}, {@code r2} where the labels differ, and {@code mae}. */
  @Override
  public Measures measures() {
    return Measures.ofRegression(this, loss);
  }
}

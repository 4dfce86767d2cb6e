package dev.bellows.model;

/**
 * Logistic regression: the probability of class 1 of a row {@code x} is {@code σ(w·x + b)}, and the
 * loss the cross-entropy of its label, 0 or 1. Parameters: {@code weight} (1 × columns) and {@code
 * bias} (1).
 *
 * <p>With an L2 weight of {@code regParam·(1 − elasticNetParam)} and an L1 weight of {@code
 * regParam·elasticNetParam}, the bias spared, the optimum is that of MLlib's {@code
 * LogisticRegression} on standardised features.
 *
 * @param columns the number of features, at least 1
 * @param intercept whether there is a bias
 */
public record LogisticRegression(int columns, boolean intercept)
    implements LinearPredictor, Classifier {
  /** The name of this model in job files and model files. */
  public static final String TYPE = "logistic";

  /** Checks the number of columns. */
  public LogisticRegression {
    LinearPredictor.require(columns, 1);
  }

  /** With an intercept. */
  public LogisticRegression(int columns) {
    this(columns, true);
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public int classes() {
    return 2;
  }

  @Override
  public OutputLoss outputLoss() {
    return new LogisticLoss();
  }

  /**
   * Zeros, whatever the seed: the loss is convex, so any start leads to the same optimum, and zeros
   * are the model that knows nothing, give features that no row has the weight 0, and keep an L1
   * penalty's zeros.
   */
  @Override
  public double[] initialParameters(long seed) {
    return new double[size()];
  }

  @Override
  public void probabilities(double[] outputs, int at, double[] probabilities) {
    probabilities[0] = SigmoidCrossEntropy.sigmoid(-outputs[at]);
    probabilities[1] = SigmoidCrossEntropy.sigmoid(outputs[at]);
  }

  /** Beside the loss {@code accuracy} and {@code auc}. */
  @Override
  public Measures measures() {
    return Measures.ofClassification(this, outputLoss());
  }
}

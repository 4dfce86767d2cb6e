package dev.bellows.model;

/**
 * Softmax (multinomial logistic) regression: the probability of class {@code k} of a row {@code x}
 * is {@code e^(zₖ) / Σ e^(zⱼ)} with {@code z = Wx + b}, and the loss the cross-entropy of its
 * label, {@code 0, 1, … classes − 1}. Parameters: {@code weight} (classes × columns) and {@code
 * bias} (classes).
 *
 * <p>Each class has its own weights, of which one is one too many: without a penalty the optimum is
 * any that differ by the same row for all classes. MLlib's multinomial {@code LogisticRegression}
 * shifts its coefficients and intercepts to the mean zero; penalties map as for {@link
 * LogisticRegression}.
 *
 * @param columns the number of features, at least 1
 * @param classes the number of classes, at least 2
 * @param intercept whether there is a bias
 */
public record SoftmaxRegression(int columns, int classes, boolean intercept)
    implements LinearPredictor, SoftmaxClassifier {
  /** The name of this model in job files and model files. */
  public static final String TYPE = "softmax";

  /** Checks the sizes. */
  public SoftmaxRegression {
    new SoftmaxLoss(classes);
    LinearPredictor.require(columns, classes);
  }

  /** With an intercept. */
  public SoftmaxRegression(int columns, int classes) {
    this(columns, classes, true);
  }

  @Override
  public int outputs() {
    return classes;
  }

  @Override
  public OutputLoss outputLoss() {
    return new SoftmaxLoss(classes);
  }

  /** Zeros, whatever the seed, for the reasons of {@link LogisticRegression#initialParameters}. */
  @Override
  public double[] initialParameters(long seed) {
    return new double[size()];
  }
}

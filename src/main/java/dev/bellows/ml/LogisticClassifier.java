package dev.bellows.ml;

import dev.bellows.InputException;
import dev.bellows.data.frame.FrameRows;
import dev.bellows.model.LogisticRegression;
import dev.bellows.model.Predictor;
import dev.bellows.model.SoftmaxRegression;
import dev.bellows.model.TrainedModel;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;

/**
 * Logistic regression: binary, or of any number of classes (softmax). With nothing set it is
 * trained by L-BFGS to the optimum that MLlib's {@code LogisticRegression} finds; with {@code
 * setOptimizer("adam")} and its like by minibatches, sparse features as sparse rows throughout.
 *
 * <p>What is made small is the mean cross-entropy of the rows, each counting by its weight, and the
 * penalty; see {@link PredictorEstimator}. Of softmax' many equal optima the model has MLlib's: the
 * biases' mean is 0, and without a penalty so is that of the weights of each feature.
 */
public final class LogisticClassifier
    extends ClassifierEstimator<LogisticClassifier, LogisticClassifierModel> {
  private static final long serialVersionUID = 1L;
  private static final String AUTO = "auto";
  private static final String BINOMIAL = "binomial";
  private static final String MULTINOMIAL = "multinomial";

  private final Param<String> family =
      Checks.oneOf(
          this,
          "family",
          "how labels are spread: auto is binomial for two classes and multinomial for more",
          List.of(AUTO, BINOMIAL, MULTINOMIAL));
  private final BooleanParam fitIntercept =
      Checks.flag(this, "fitIntercept", "whether there is a bias");

  /** An estimator with a name of its own. */
  public LogisticClassifier() {
    this(Identifiable.randomUID("logisticClassifier"));
  }

  /** An estimator of that identifier. */
  public LogisticClassifier(String uid) {
    super(uid);
    setDefault(optimizer(), "lbfgs");
    setDefault(family, AUTO);
    setDefault(fitIntercept, true);
  }

  /** {@code binomial}, {@code multinomial}, or {@code auto}: by the number of classes. */
  public Param<String> family() {
    return family;
  }

  /** See {@link #family}. */
  public String getFamily() {
    return getOrDefault(family);
  }

  /** See {@link #family}. */
  public LogisticClassifier setFamily(String name) {
    return with(family, name);
  }

  /** Whether there is a bias; default true. */
  public BooleanParam fitIntercept() {
    return fitIntercept;
  }

  /** See {@link #fitIntercept}. */
  public boolean getFitIntercept() {
    return (boolean) getOrDefault(fitIntercept);
  }

  /** See {@link #fitIntercept}. */
  public LogisticClassifier setFitIntercept(boolean fit) {
    return with(fitIntercept, fit);
  }

  @Override
  Predictor objective(FrameRows rows, double labelUnit) {
    int classes = countClasses(rows);
    if (getFamily().equals(BINOMIAL) && classes > 2) {
      throw new InputException(
          "family = binomial: column '%s' has %d classes; it takes the classes 0 and 1"
              .formatted(getLabelCol(), classes));
    }
    return classes == 2 && !getFamily().equals(MULTINOMIAL)
        ? new LogisticRegression(rows.columns(), getFitIntercept())
        : new SoftmaxRegression(rows.columns(), classes, getFitIntercept());
  }

  @Override
  double[] chosen(Predictor objective, double[] parameters) {
    if (!(objective instanceof SoftmaxRegression softmax)) {
      return parameters;
    }
    double[] centred = parameters.clone();
    int columns = softmax.columns();
    for (int c = 0; c < columns && getRegParam() == 0; c++) {
      centre(centred, c, columns, softmax.classes());
    }
    if (softmax.intercept()) {
      centre(centred, columns * softmax.classes(), 1, softmax.classes());
    }
    return centred;
  }

  private static void centre(double[] parameters, int from, int stride, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += parameters[from + i * stride];
    }
    for (int i = 0; i < count; i++) {
      parameters[from + i * stride] -= sum / count;
    }
  }

  @Override
  LogisticClassifierModel model(TrainedModel trained, TrainingSummary summary) {
    return new LogisticClassifierModel(uid(), trained, summary);
  }

  @Override
  LogisticClassifier named(String name) {
    return new LogisticClassifier(name);
  }

  /** Loads a saved one. */
  public static MLReader<LogisticClassifier> read() {
    return new StageReader<>(
        LogisticClassifier.class,
        (uid, folder, session) ->
            loaded(new LogisticClassifier(uid), folder, session, LogisticClassifierModel.reader()));
  }

  /** Loads a saved one. */
  public static LogisticClassifier load(String folder) {
    return read().load(folder);
  }
}

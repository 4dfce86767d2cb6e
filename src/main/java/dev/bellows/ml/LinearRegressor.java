package dev.bellows.ml;

import dev.bellows.data.frame.FrameColumns.Classes;
import dev.bellows.data.frame.FrameRows;
import dev.bellows.ml.OptimizerChoice.Penalty;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.Predictor;
import dev.bellows.model.RegressionLoss;
import dev.bellows.model.TrainedModel;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Linear regression. With nothing set it is trained by L-BFGS to the optimum that MLlib's {@code
 * LinearRegression} finds; with {@code setOptimizer("adam")} and its like by minibatches.
 *
 * <p>What is made small is the mean over rows of {@code loss(w·x + b − y)}, each counting by its
 * weight, and the penalty; see {@link PredictorEstimator}. Of the losses MLlib has the squared one;
 * its {@code huber} estimates a scale besides and is another.
 *
 * <p>The penalty of the squared loss in numbers, with features {@code x′ = x/σ} and weights {@code
 * w′ = wσ} of these (with {@link #standardization} off: {@code x} and {@code w}) and the deviation
 * σᵧ of the label: {@code λα‖w′‖₁ + λ(1 − α)/(2σᵧ)·‖w′‖²}. That is MLlib's with its solver {@code
 * l-bfgs}; its normal equations, the default for few features, take the population's deviations, a
 * factor of √((n−1)/n).
 */
public final class LinearRegressor
    extends PredictorEstimator<LinearRegressor, LinearRegressorModel> {
  private static final long serialVersionUID = 1L;
  private static final String SQUARED = "squared";
  private static final String HUBER = "huber";
  private static final String ABSOLUTE = "absolute";

  private final Param<String> loss =
      Checks.oneOf(this, "loss", "what an error costs", List.of(SQUARED, HUBER, ABSOLUTE));
  private final DoubleParam delta =
      Checks.positive(
          this, "delta", "loss = huber: larger errors count linearly; in the label's unit");
  private final BooleanParam fitIntercept =
      Checks.flag(this, "fitIntercept", "whether there is a bias");

  /** An estimator with a name of its own. */
  public LinearRegressor() {
    this(Identifiable.randomUID("linearRegressor"));
  }

  /** An estimator of that identifier. */
  public LinearRegressor(String uid) {
    super(uid);
    setDefault(optimizer(), "lbfgs");
    setDefault(loss, SQUARED);
    setDefault(delta, 1.0);
    setDefault(fitIntercept, true);
  }

  /**
   * What an error costs: {@code squared} (half of it; the default), {@code huber}, {@code
   * absolute}.
   */
  public Param<String> loss() {
    return loss;
  }

  /** See {@link #loss}. */
  public String getLoss() {
    return getOrDefault(loss);
  }

  /** See {@link #loss}. */
  public LinearRegressor setLoss(String name) {
    return with(loss, name);
  }

  /** With {@code loss = huber}: larger errors count linearly; in the label's unit, default 1. */
  public DoubleParam delta() {
    return delta;
  }

  /** See {@link #delta}. */
  public double getDelta() {
    return (double) getOrDefault(delta);
  }

  /** See {@link #delta}. */
  public LinearRegressor setDelta(double size) {
    return with(delta, size);
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
  public LinearRegressor setFitIntercept(boolean fit) {
    return with(fitIntercept, fit);
  }

  @Override
  Classes classes(StructType schema) {
    return Classes.NONE;
  }

  @Override
  Predictor objective(FrameRows rows, double labelUnit) {
    RegressionLoss chosen =
        switch (getLoss()) {
          case HUBER -> RegressionLoss.huber(getDelta() / labelUnit);
          case ABSOLUTE -> RegressionLoss.ABSOLUTE;
          default -> RegressionLoss.SQUARED;
        };
    return new LinearRegression(rows.columns(), chosen, getFitIntercept());
  }

  @Override
  int lossDegree() {
    return getLoss().equals(ABSOLUTE) ? 1 : 2;
  }

  @Override
  boolean dividesPenalty() {
    return getLoss().equals(SQUARED);
  }

  /**
   * The penalty is about weights for the label in its own unit, but for MLlib's division; divided
   * by what the unit does to the loss it is that of training.
   */
  @Override
  Penalty penalty(double labelUnit, double labelDeviation) {
    Penalty plain = super.penalty(labelUnit, labelDeviation);
    double l1 = plain.l1() * Math.pow(labelUnit, 1 - lossDegree());
    double l2 = plain.l2() * Math.pow(labelUnit, 2 - lossDegree());
    return new Penalty(l1, labelDeviation > 0 ? l2 / labelDeviation : l2);
  }

  @Override
  List<StructField> outputColumns() {
    return List.of(OutputColumns.number(getPredictionCol()));
  }

  @Override
  LinearRegressorModel model(TrainedModel trained, TrainingSummary summary) {
    return new LinearRegressorModel(uid(), trained, summary);
  }

  @Override
  LinearRegressor named(String name) {
    return new LinearRegressor(name);
  }

  /** Loads a saved one. */
  public static MLReader<LinearRegressor> read() {
    return new StageReader<>(
        LinearRegressor.class,
        (uid, folder, session) ->
            loaded(new LinearRegressor(uid), folder, session, LinearRegressorModel.reader()));
  }

  /** Loads a saved one. */
  public static LinearRegressor load(String folder) {
    return read().load(folder);
  }
}

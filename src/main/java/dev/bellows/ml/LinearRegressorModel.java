package dev.bellows.ml;

import dev.bellows.model.LinearRegression;
import dev.bellows.model.TrainedModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.MLReader;

/** A trained {@link LinearRegressor}. */
public final class LinearRegressorModel extends RegressorModel<LinearRegressorModel> {
  private static final long serialVersionUID = 1L;

  LinearRegressorModel(String uid, TrainedModel trained, TrainingSummary summary) {
    super(uid, trained, summary);
  }

  /** The weights, for features as they are. */
  public Vector coefficients() {
    return Vectors.dense(tensor("weight").orElseThrow());
  }

  /** The bias; 0 where there is none. */
  public double intercept() {
    return tensor("bias").map(bias -> bias[0]).orElse(0.0);
  }

  @Override
  LinearRegressorModel named(String name) {
    return new LinearRegressorModel(name, trained(), summaryOrNull());
  }

  static StageReader<LinearRegressorModel> reader() {
    return new StageReader<>(
        LinearRegressorModel.class,
        (uid, folder, session) ->
            new LinearRegressorModel(uid, read(folder, session, LinearRegression.class), null));
  }

  /** Loads a saved one. */
  public static MLReader<LinearRegressorModel> read() {
    return reader();
  }

  /** Loads a saved one. */
  public static LinearRegressorModel load(String folder) {
    return read().load(folder);
  }
}

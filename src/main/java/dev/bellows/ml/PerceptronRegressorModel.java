package dev.bellows.ml;

import dev.bellows.model.TrainedModel;
import dev.bellows.model.perceptron.PerceptronRegression;
import org.apache.spark.ml.util.MLReader;

/** A trained {@link PerceptronRegressor}. */
public final class PerceptronRegressorModel extends RegressorModel<PerceptronRegressorModel> {
  private static final long serialVersionUID = 1L;

  PerceptronRegressorModel(String uid, TrainedModel trained, TrainingSummary summary) {
    super(uid, trained, summary);
  }

  /** The number of features, of the units of each hidden layer, and of outputs. */
  public int[] layers() {
    return ((PerceptronRegression) trained().objective())
        .network().sizes().stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  PerceptronRegressorModel named(String name) {
    return new PerceptronRegressorModel(name, trained(), summaryOrNull());
  }

  static StageReader<PerceptronRegressorModel> reader() {
    return new StageReader<>(
        PerceptronRegressorModel.class,
        (uid, folder, session) ->
            new PerceptronRegressorModel(
                uid, read(folder, session, PerceptronRegression.class), null));
  }

  /** Loads a saved one. */
  public static MLReader<PerceptronRegressorModel> read() {
    return reader();
  }

  /** Loads a saved one. */
  public static PerceptronRegressorModel load(String folder) {
    return read().load(folder);
  }
}

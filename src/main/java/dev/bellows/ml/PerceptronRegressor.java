package dev.bellows.ml;

import dev.bellows.data.frame.FrameColumns.Classes;
import dev.bellows.data.frame.FrameRows;
import dev.bellows.model.Predictor;
import dev.bellows.model.TrainedModel;
import java.util.List;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A multilayer perceptron that predicts a number: linear layers with an activation between them,
 * and half the squared error. Trained by minibatches of Adam unless set otherwise.
 *
 * <p>The penalty is about the weights of all layers, as they are for features and label of
 * deviation 1 where {@link #standardization} is on.
 */
public final class PerceptronRegressor
    extends PredictorEstimator<PerceptronRegressor, PerceptronRegressorModel>
    implements PerceptronParams<PerceptronRegressor> {
  private static final long serialVersionUID = 1L;

  private final PerceptronLayers layers = new PerceptronLayers(this);

  /** An estimator with a name of its own. */
  public PerceptronRegressor() {
    this(Identifiable.randomUID("perceptronRegressor"));
  }

  /** An estimator of that identifier. */
  public PerceptronRegressor(String uid) {
    super(uid);
    setDefault(optimizer(), "adam");
  }

  @Override
  public PerceptronLayers layers() {
    return layers;
  }

  @Override
  Classes classes(StructType schema) {
    return Classes.NONE;
  }

  @Override
  Predictor objective(FrameRows rows, double labelUnit) {
    return layers.network(this, rows.columns(), 1).regression();
  }

  @Override
  int lossDegree() {
    return 2;
  }

  @Override
  boolean dividesPenalty() {
    return false;
  }

  @Override
  List<StructField> outputColumns() {
    return List.of(OutputColumns.number(getPredictionCol()));
  }

  @Override
  PerceptronRegressorModel model(TrainedModel trained, TrainingSummary summary) {
    return new PerceptronRegressorModel(uid(), trained, summary);
  }

  @Override
  PerceptronRegressor named(String name) {
    return new PerceptronRegressor(name);
  }

  /** Loads a saved one. */
  public static MLReader<PerceptronRegressor> read() {
    return new StageReader<>(
        PerceptronRegressor.class,
        (uid, folder, session) ->
            loaded(
                new PerceptronRegressor(uid), folder, session, PerceptronRegressorModel.reader()));
  }

  /** Loads a saved one. */
  public static PerceptronRegressor load(String folder) {
    return read().load(folder);
  }
}

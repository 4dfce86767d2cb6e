package dev.bellows.ml;

import dev.bellows.model.TrainedModel;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/**
 * A trained regression as a stage.
 *
 * @param <M> the model's own class
 */
public abstract class RegressorModel<M extends RegressorModel<M>> extends PredictorModel<M> {
  private static final long serialVersionUID = 1L;

  RegressorModel(String uid, TrainedModel trained, TrainingSummary summary) {
    super(uid, trained, summary);
  }

  @Override
  final List<StructField> outputColumns() {
    return List.of(OutputColumns.number(getPredictionCol()));
  }

  @Override
  final FramePredictor.Outputs outputs() {
    return new FramePredictor.Outputs(false, false, !getPredictionCol().isEmpty(), null);
  }
}

package dev.bellows.ml;

import dev.bellows.model.TrainedModel;
import dev.bellows.model.perceptron.PerceptronClassification;
import org.apache.spark.ml.util.MLReader;

/** A trained {@link PerceptronClassifier}. */
public final class PerceptronClassifierModel extends ClassifierModel<PerceptronClassifierModel> {
  private static final long serialVersionUID = 1L;

  PerceptronClassifierModel(String uid, TrainedModel trained, TrainingSummary summary) {
    super(uid, trained, summary);
  }

  /** The number of features, of the units of each hidden layer, and of outputs. */
  public int[] layers() {
    return ((PerceptronClassification) trained().objective())
        .network().sizes().stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  PerceptronClassifierModel named(String name) {
    return new PerceptronClassifierModel(name, trained(), summaryOrNull());
  }

  static StageReader<PerceptronClassifierModel> reader() {
    return new StageReader<>(
        PerceptronClassifierModel.class,
        (uid, folder, session) ->
            new PerceptronClassifierModel(
                uid, read(folder, session, PerceptronClassification.class), null));
  }

  /** Loads a saved one. */
  public static MLReader<PerceptronClassifierModel> read() {
    return reader();
  }

  /** Loads a saved one. */
  public static PerceptronClassifierModel load(String folder) {
    return read().load(folder);
  }
}

package dev.bellows.ml;

import dev.bellows.data.frame.FrameRows;
import dev.bellows.model.Predictor;
import dev.bellows.model.TrainedModel;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;

/**
 * A multilayer perceptron that tells classes: linear layers with an activation between them, and
 * the cross-entropy of their softmax. Trained by minibatches of Adam unless set otherwise.
 *
 * <p>The penalty is about the weights of all layers; see {@link PredictorEstimator}.
 */
public final class PerceptronClassifier
    extends ClassifierEstimator<PerceptronClassifier, PerceptronClassifierModel>
    implements PerceptronParams<PerceptronClassifier> {
  private static final long serialVersionUID = 1L;

  private final PerceptronLayers layers = new PerceptronLayers(this);

  /** An estimator with a name of its own. */
  public PerceptronClassifier() {
    this(Identifiable.randomUID("perceptronClassifier"));
  }

  /** An estimator of that identifier. */
  public PerceptronClassifier(String uid) {
    super(uid);
    setDefault(optimizer(), "adam");
  }

  @Override
  public PerceptronLayers layers() {
    return layers;
  }

  @Override
  Predictor objective(FrameRows rows, double labelUnit) {
    return layers.network(this, rows.columns(), countClasses(rows)).classification();
  }

  @Override
  PerceptronClassifierModel model(TrainedModel trained, TrainingSummary summary) {
    return new PerceptronClassifierModel(uid(), trained, summary);
  }

  @Override
  PerceptronClassifier named(String name) {
    return new PerceptronClassifier(name);
  }

  /** Loads a saved one. */
  public static MLReader<PerceptronClassifier> read() {
    return new StageReader<>(
        PerceptronClassifier.class,
        (uid, folder, session) ->
            loaded(
                new PerceptronClassifier(uid),
                folder,
                session,
                PerceptronClassifierModel.reader()));
  }

  /** Loads a saved one. */
  public static PerceptronClassifier load(String folder) {
    return read().load(folder);
  }
}

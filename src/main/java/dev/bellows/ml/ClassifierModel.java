package dev.bellows.ml;

import dev.bellows.InputException;
import dev.bellows.model.Classifier;
import dev.bellows.model.TrainedModel;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.StructField;

/**
 * A trained classifier as a stage.
 *
 * @param <M> the model's own class
 */
public abstract class ClassifierModel<M extends ClassifierModel<M>> extends PredictorModel<M>
    implements ClassificationParams<M> {
  private static final long serialVersionUID = 1L;

  private final ClassColumns classColumns;

  ClassifierModel(String uid, TrainedModel trained, TrainingSummary summary) {
    super(uid, trained, summary);
    classColumns = new ClassColumns(this);
  }

  @Override
  public final ClassColumns classColumns() {
    return classColumns;
  }

  private Classifier classifier() {
    return (Classifier) trained().objective();
  }

  /** The number of classes. */
  public final int numClasses() {
    return classifier().classes();
  }

  /** Margins or logits, one for each class. */
  public final Vector predictRaw(Vector features) {
    return Vectors.dense(ClassVotes.raw(classifier(), outputs(features), 0));
  }

  /** The probabilities of the classes. */
  public final Vector predictProbability(Vector features) {
    double[] probabilities = new double[numClasses()];
    classifier().probabilities(outputs(features), 0, probabilities);
    return Vectors.dense(probabilities);
  }

  @Override
  public final double predict(Vector features) {
    double[] thresholds = usedThresholds();
    return thresholds == null
        ? super.predict(features)
        : ClassVotes.over(predictProbability(features).toArray(), thresholds);
  }

  private double[] usedThresholds() {
    if (!isDefined(thresholds())) {
      return null;
    }
    double[] values = getThresholds();
    if (values.length != numClasses()) {
      throw new InputException(
          "thresholds: there are %d, and %d classes; it takes one for each"
              .formatted(values.length, numClasses()));
    }
    return values;
  }

  @Override
  final List<StructField> outputColumns() {
    return List.of(
        vectors(getRawPredictionCol()),
        vectors(getProbabilityCol()),
        OutputColumns.number(getPredictionCol()));
  }

  private StructField vectors(String name) {
    return new AttributeGroup(name, numClasses()).toStructField();
  }

  @Override
  final FramePredictor.Outputs outputs() {
    return new FramePredictor.Outputs(
        !getRawPredictionCol().isEmpty(),
        !getProbabilityCol().isEmpty(),
        !getPredictionCol().isEmpty(),
        usedThresholds());
  }
}

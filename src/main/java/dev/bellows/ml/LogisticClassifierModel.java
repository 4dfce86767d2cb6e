package dev.bellows.ml;

import dev.bellows.model.LogisticRegression;
import dev.bellows.model.SoftmaxRegression;
import dev.bellows.model.TrainedModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.MLReader;

/** A trained {@link LogisticClassifier}. */
public final class LogisticClassifierModel extends ClassifierModel<LogisticClassifierModel> {
  private static final long serialVersionUID = 1L;

  LogisticClassifierModel(String uid, TrainedModel trained, TrainingSummary summary) {
    super(uid, trained, summary);
  }

  /** The weights, for features as they are: one row, or with softmax one for each class. */
  public Matrix coefficientMatrix() {
    int rows = trained().objective().outputs();
    return new DenseMatrix(rows, numFeatures(), tensor("weight").orElseThrow(), true);
  }

  /** The biases: one, or with softmax one for each class; zeros where there are none. */
  public Vector interceptVector() {
    return Vectors.dense(
        tensor("bias").orElseGet(() -> new double[trained().objective().outputs()]));
  }

  /**
   * The weights of a binary model.
   *
   * @throws IllegalStateException with softmax; see {@link #coefficientMatrix}
   */
  public Vector coefficients() {
    requireBinary("coefficientMatrix");
    return Vectors.dense(tensor("weight").orElseThrow());
  }

  /**
   * The bias of a binary model.
   *
   * @throws IllegalStateException with softmax; see {@link #interceptVector}
   */
  public double intercept() {
    requireBinary("interceptVector");
    return interceptVector().apply(0);
  }

  private void requireBinary(String other) {
    if (trained().objective() instanceof SoftmaxRegression) {
      throw new IllegalStateException(uid() + " is multinomial; ask for its " + other);
    }
  }

  @Override
  LogisticClassifierModel named(String name) {
    return new LogisticClassifierModel(name, trained(), summaryOrNull());
  }

  static StageReader<LogisticClassifierModel> reader() {
    return new StageReader<>(
        LogisticClassifierModel.class,
        (uid, folder, session) ->
            new LogisticClassifierModel(
                uid,
                read(folder, session, LogisticRegression.class, SoftmaxRegression.class),
                null));
  }

  /** Loads a saved one. */
  public static MLReader<LogisticClassifierModel> read() {
    return reader();
  }

  /** Loads a saved one. */
  public static LogisticClassifierModel load(String folder) {
    return read().load(folder);
  }
}

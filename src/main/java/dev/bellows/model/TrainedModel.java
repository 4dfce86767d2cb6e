package dev.bellows.model;

import dev.bellows.InputException;
import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.Rows;
import dev.bellows.linalg.SparseRows;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A trained model with all that is needed to use it on raw rows, in plain Java: {@code
 * TrainedModel.read(path).predict(row)}. Many threads may ask one model.
 *
 * <p>Its file is safetensors: the tensors of its parameters, for standardised rows; with
 * standardisation {@code scaling.feature-mean}, {@code scaling.feature-deviation} (columns each),
 * {@code scaling.label-mean} and {@code scaling.label-deviation} (1 each), which with networks
 * stand in the metadata ({@code bellows.scaling.*}). There stand, too, the type of the model
 * ({@code bellows.model}) and its own settings ({@code bellows.model.*}), names, the labels of
 * classes and the way the training rows were read.
 *
 * @param objective what it was trained with
 * @param parameters as laid out by the objective
 * @param scaling the standardisation of its training rows; null if there was none
 * @param features a name for each feature; empty where the training rows had none
 * @param label the label's name
 * @param labels what each class was called in the training rows, in the order of their numbers;
 *     empty for a regression
 * @param input how its training rows were written, as settings of a job file's data section
 */
public record TrainedModel(
    Predictor objective,
    double[] parameters,
    ColumnScaling scaling,
    List<String> features,
    String label,
    List<String> labels,
    Map<String, String> input)
    implements Serializable {
  private static final int[] FIRST = {0};

  /** Checks that the parts have one size. */
  public TrainedModel {
    features = List.copyOf(features);
    labels = List.copyOf(labels);
    input = new LinkedHashMap<>(input);
    int columns = objective.columns();
    boolean named = features.isEmpty() || features.size() == columns;
    boolean scaled = scaling == null || scaling.columns() == columns;
    if (parameters.length != objective.layout().size() || !named || !scaled) {
      throw new IllegalArgumentException(
          "%d parameters, %d feature names and a scaling of %d columns for %d features"
              .formatted(
                  parameters.length,
                  features.size(),
                  scaling == null ? 0 : scaling.columns(),
                  columns));
    }
    int classes = objective instanceof Classifier classifier ? classifier.classes() : 0;
    if (labels.size() != classes) {
      throw new IllegalArgumentException(
          "%d labels for %d classes".formatted(labels.size(), classes));
    }
  }

  /** With the numbers of the classes, {@code 0}, {@code 1}, …, for their labels. */
  public TrainedModel(
      Predictor objective,
      double[] parameters,
      ColumnScaling scaling,
      List<String> features,
      String label,
      Map<String, String> input) {
    this(objective, parameters, scaling, features, label, numbers(objective), input);
  }

  private static List<String> numbers(Predictor objective) {
    int classes = objective instanceof Classifier classifier ? classifier.classes() : 0;
    return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
  }

  /**
   * The prediction for one raw row: in the label's own unit, or the number of the most likely
   * class.
   *
   * @param row one value for each feature; not changed
   * @throws IllegalArgumentException if the row has another number of features
   */
  public double predict(double[] row) {
    return prediction(outputs(row));
  }

  /**
   * The prediction for one raw row of which only some features are stored, the others being zero.
   *
   * @param indices the feature numbers, ascending, from 0
   * @param values the feature values
   * @throws IllegalArgumentException if the model has no such feature
   */
  public double predict(int[] indices, double[] values) {
    return prediction(outputs(indices, values));
  }

  private double prediction(double[] outputs) {
    if (objective instanceof Classifier classifier) {
      return classifier.mostLikely(outputs, 0);
    }
    return scaling == null ? outputs[0] : scaling.restoreLabel(outputs[0]);
  }

  /** The number of the most likely class of one raw row; of equally likely ones the first. */
  public int predictClass(double[] row) {
    return classifier().mostLikely(outputs(row), 0);
  }

  /** The same for a row of which only some features are stored. */
  public int predictClass(int[] indices, double[] values) {
    return classifier().mostLikely(outputs(indices, values), 0);
  }

  /** What the most likely class of one raw row was called in the training rows. */
  public String predictLabel(double[] row) {
    return labels.get(predictClass(row));
  }

  /** The same for a row of which only some features are stored. */
  public String predictLabel(int[] indices, double[] values) {
    return labels.get(predictClass(indices, values));
  }

  /**
   * The probability of each class for one raw row.
   *
   * @throws IllegalStateException if the model is no classifier
   */
  public double[] probabilities(double[] row) {
    return probabilitiesOf(outputs(row));
  }

  /** The same for a row of which only some features are stored. */
  public double[] probabilities(int[] indices, double[] values) {
    return probabilitiesOf(outputs(indices, values));
  }

  private double[] probabilitiesOf(double[] outputs) {
    double[] probabilities = new double[classifier().classes()];
    classifier().probabilities(outputs, 0, probabilities);
    return probabilities;
  }

  private Classifier classifier() {
    if (objective instanceof Classifier classifier) {
      return classifier;
    }
    throw new IllegalStateException("a regression of " + label + " has no classes");
  }

  /**
   * What the objective predicts for one raw row: margins or logits, or a label that is still
   * standardised; {@link Predictor#outputs} numbers.
   */
  public double[] outputs(double[] row) {
    if (row.length != objective.columns()) {
      throw new IllegalArgumentException(
          "a row of %d features for a model of %d".formatted(row.length, objective.columns()));
    }
    double[] features = row;
    if (scaling != null) {
      features = row.clone();
      scaling.applyToFeatures(features, 0);
    }
    return outputs(new DenseRows(features, features.length));
  }

  /** The same for a row of which only some features are stored. */
  public double[] outputs(int[] indices, double[] values) {
    int columns = objective.columns();
    for (int index : indices) {
      if (index < 0 || index >= columns) {
        throw new IllegalArgumentException(
            "a row has a feature number %d; those of the model are 0 to %d"
                .formatted(index, columns - 1));
      }
    }
    if (scaling == null) {
      return outputs(new SparseRows(new int[] {0, values.length}, indices, values, columns));
    }
    double[] row = new double[columns];
    for (int i = 0; i < indices.length; i++) {
      row[indices[i]] = values[i];
    }
    scaling.applyToFeatures(row, 0);
    return outputs(new DenseRows(row, columns));
  }

  private double[] outputs(Rows row) {
    double[] outputs = new double[objective.outputs()];
    objective.predict(row, FIRST, 1, parameters, outputs);
    return outputs;
  }

  /** Writes the model's file; the caller closes the stream. */
  public void write(OutputStream out) throws IOException {
    ModelFile.write(this, out);
  }

  /**
   * Reads a model's file.
   *
   * @throws InputException if it is torn or is not a model of this version or the one before
   */
  public static TrainedModel read(Path file) throws IOException {
    return ModelFile.read(file);
  }
}

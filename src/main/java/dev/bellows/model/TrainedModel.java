package dev.bellows.model;

import dev.bellows.InputException;
import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.DenseRows;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.SparseRows;
import dev.bellows.linalg.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trained linear model with all that is needed to use it on raw rows.
 *
 * <p>Its file is safetensors: {@code weight} (1 × columns) and {@code bias} (1) for standardised
 * rows; with standardisation {@code scaling.feature-mean}, {@code scaling.feature-deviation}
 * (columns each), {@code scaling.label-mean} and {@code scaling.label-deviation} (1 each); names
 * and the way the training rows were read stand in the metadata.
 *
 * @param objective what it was trained with
 * @param parameters as laid out by the objective
 * @param scaling the standardisation of its training rows; null if there was none
 * @param features a name for each feature; empty where the training rows had none
 * @param label the label's name
 * @param input how its training rows were written, as settings of a job file's data section
 */
public record TrainedModel(
    LinearRegression objective,
    double[] parameters,
    ColumnScaling scaling,
    List<String> features,
    String label,
    Map<String, String> input)
    implements Serializable {
  private static final String VERSION = "1";
  private static final String SEPARATOR = "\n";

  /** Checks that the parts have one size. */
  public TrainedModel {
    features = List.copyOf(features);
    input = new LinkedHashMap<>(input);
    boolean named = features.isEmpty() || features.size() == objective.columns();
    boolean scaled = scaling == null || scaling.columns() == objective.columns();
    if (parameters.length != objective.layout().size() || !named || !scaled) {
      throw new IllegalArgumentException(
          "%d parameters, %d feature names and a scaling of %d columns for %d features"
              .formatted(
                  parameters.length,
                  features.size(),
                  scaling == null ? 0 : scaling.columns(),
                  objective.columns()));
    }
  }

  /**
   * The prediction for one raw row, in the label's own unit.
   *
   * @param row one value for each feature; not changed
   */
  public double predict(double[] row) {
    if (row.length != objective.columns()) {
      throw new IllegalArgumentException(
          "a row of %d features for a model of %d".formatted(row.length, objective.columns()));
    }
    double[] features = row.clone();
    if (scaling != null) {
      scaling.applyToFeatures(features, 0);
    }
    double prediction = objective.predict(new DenseRows(features, row.length), 0, parameters);
    return scaling == null ? prediction : scaling.restoreLabel(prediction);
  }

  /**
   * The prediction for one raw row of which only some features are stored, the others being zero.
   *
   * @param indices the feature numbers, ascending, from 0
   * @param values the feature values
   */
  public double predict(int[] indices, double[] values) {
    if (scaling != null) {
      double[] row = new double[objective.columns()];
      for (int i = 0; i < indices.length; i++) {
        row[indices[i]] = values[i];
      }
      return predict(row);
    }
    int[] starts = {0, values.length};
    SparseRows rows = new SparseRows(starts, indices, values, objective.columns());
    return objective.predict(rows, 0, parameters);
  }

  /** Writes the model's file; the caller closes the stream. */
  public void write(OutputStream out) throws IOException {
    Layout layout = objective.layout();
    List<Tensor> tensors = new ArrayList<>();
    for (Layout.Slot slot : layout.tensors()) {
      tensors.add(new Tensor(slot.name(), slot.shape(), layout.read(slot.name(), parameters)));
    }
    if (scaling != null) {
      tensors.add(Tensor.vector("scaling.feature-mean", scaling.featureMeans()));
      tensors.add(Tensor.vector("scaling.feature-deviation", scaling.featureDeviations()));
      tensors.add(Tensor.vector("scaling.label-mean", scaling.labelMean()));
      tensors.add(Tensor.vector("scaling.label-deviation", scaling.labelDeviation()));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("bellows.format", VERSION);
    metadata.put("bellows.model", LinearRegression.TYPE);
    metadata.put("bellows.features", String.join(SEPARATOR, features));
    metadata.put("bellows.label", label);
    input.forEach((key, value) -> metadata.put("bellows.data." + key, value));
    Safetensors.write(out, metadata, tensors);
  }

  /**
   * Reads a model's file.
   *
   * @throws InputException if it is torn or is not a model of this version
   */
  public static TrainedModel read(Path file) throws IOException {
    Safetensors.Content content = Safetensors.read(file);
    Map<String, String> metadata = content.metadata();
    if (!VERSION.equals(metadata.get("bellows.format"))
        || !LinearRegression.TYPE.equals(metadata.get("bellows.model"))) {
      throw new InputException(file + " is a tensor file, but not a model that this version wrote");
    }
    double[] weight = tensor(file, content, "weight").values();
    LinearRegression objective = new LinearRegression(weight.length);
    double[] parameters = Arrays.copyOf(weight, weight.length + 1);
    parameters[weight.length] = tensor(file, content, "bias").values()[0];
    Map<String, String> input = new LinkedHashMap<>();
    String prefix = "bellows.data.";
    metadata.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            input.put(key.substring(prefix.length()), value);
          }
        });
    String names = metadata.getOrDefault("bellows.features", "");
    try {
      return new TrainedModel(
          objective,
          parameters,
          scaling(file, content),
          names.isEmpty() ? List.of() : List.of(names.split(SEPARATOR, -1)),
          metadata.getOrDefault("bellows.label", "label"),
          input);
    } catch (InputException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InputException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static ColumnScaling scaling(Path file, Safetensors.Content content) {
    if (content.tensors().keySet().stream().noneMatch(name -> name.startsWith("scaling."))) {
      return null;
    }
    return new ColumnScaling(
        tensor(file, content, "scaling.feature-mean").values(),
        tensor(file, content, "scaling.feature-deviation").values(),
        tensor(file, content, "scaling.label-mean").values()[0],
        tensor(file, content, "scaling.label-deviation").values()[0]);
  }

  private static Tensor tensor(Path file, Safetensors.Content content, String name) {
    return Optional.ofNullable(content.tensors().get(name))
        .filter(tensor -> tensor.values().length > 0)
        .orElseThrow(() -> new InputException(file + " has no tensor '" + name + "'"));
  }
}

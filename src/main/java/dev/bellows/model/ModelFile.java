package dev.bellows.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bellows.InputException;
import dev.bellows.linalg.Layout;
import dev.bellows.linalg.Safetensors;
import dev.bellows.linalg.Tensor;
import dev.bellows.model.PredictorType.Saved;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file of a {@link TrainedModel}; there it is described. */
final class ModelFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VERSION = "2";
  private static final String LINEAR_VERSION = "1"; // squared loss, with an intercept
  private static final String FORMAT_KEY = "bellows.format";
  private static final String TYPE_KEY = "bellows.model";
  private static final String SETTINGS = "bellows.model.";
  private static final String INPUT = "bellows.data.";
  private static final String FEATURES_KEY = "bellows.features";
  private static final String LABEL_KEY = "bellows.label";
  private static final String LABELS_KEY = "bellows.labels"; // a JSON list: labels are any text
  private static final String SEPARATOR = "\n";

  private final Path file;
  private final Map<String, String> metadata;
  private final Map<String, Tensor> tensors;

  private ModelFile(Path file, Safetensors.Content content) {
    this.file = file;
    metadata = content.metadata();
    tensors = content.tensors();
  }

  static void write(TrainedModel model, OutputStream out) throws IOException {
    Layout layout = model.objective().layout();
    List<Tensor> tensors = new ArrayList<>();
    for (Layout.Slot slot : layout.tensors()) {
      double[] values = layout.read(slot.name(), model.parameters());
      tensors.add(new Tensor(slot.name(), slot.shape(), values));
    }
    PredictorType<?> type = PredictorType.of(model.objective());
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT_KEY, VERSION);
    metadata.put(TYPE_KEY, type.name());
    type.settingsOf(model.objective()).forEach((key, value) -> metadata.put(SETTINGS + key, value));
    metadata.put(FEATURES_KEY, String.join(SEPARATOR, model.features()));
    metadata.put(LABEL_KEY, model.label());
    if (!model.labels().isEmpty()) {
      metadata.put(LABELS_KEY, JSON.writeValueAsString(model.labels()));
    }
    model.input().forEach((key, value) -> metadata.put(INPUT + key, value));
    if (model.scaling() != null && type.holdsOwnTensorsAlone()) {
      SavedScaling.write(model.scaling(), metadata);
    } else if (model.scaling() != null) {
      SavedScaling.write(model.scaling(), tensors);
    }
    Safetensors.write(out, metadata, tensors);
  }

  static TrainedModel read(Path file) throws IOException {
    return new ModelFile(file, Safetensors.read(file)).model();
  }

  private TrainedModel model() {
    String version = metadata.getOrDefault(FORMAT_KEY, "");
    String type = metadata.getOrDefault(TYPE_KEY, "");
    boolean old = version.equals(LINEAR_VERSION) && type.equals(LinearRegression.TYPE);
    if (!old && !version.equals(VERSION)) {
      throw new InputException(file + " is a tensor file, but not a model that this version wrote");
    }
    try {
      Predictor objective = objective(PredictorType.named(type));
      String names = metadata.getOrDefault(FEATURES_KEY, "");
      return new TrainedModel(
          objective,
          parameters(objective.layout()),
          new SavedScaling(file, metadata, tensors, objective.columns()).read(),
          names.isEmpty() ? List.of() : List.of(names.split(SEPARATOR, -1)),
          metadata.getOrDefault(LABEL_KEY, "label"),
          labels(),
          behind(INPUT));
    } catch (InputException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new InputException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private Predictor objective(PredictorType<?> type) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return type.maker().apply(new Saved(behind(SETTINGS), shapes));
  }

  private double[] parameters(Layout layout) {
    for (String name : tensors.keySet()) {
      boolean own = layout.tensors().stream().anyMatch(slot -> slot.name().equals(name));
      if (!own && !name.startsWith(SavedScaling.PREFIX)) {
        throw new IllegalArgumentException(
            "it has a tensor '%s' that is none of a %s model"
                .formatted(name, metadata.get(TYPE_KEY)));
      }
    }
    double[] parameters = new double[layout.size()];
    for (Layout.Slot slot : layout.tensors()) {
      layout.write(slot.name(), tensor(slot.name()).values(), parameters);
    }
    return parameters;
  }

  private List<String> labels() {
    String written = metadata.getOrDefault(LABELS_KEY, "[]");
    List<String> labels = new ArrayList<>();
    try {
      JSON.readTree(written).elements().forEachRemaining(label -> labels.add(label.asText()));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("%s = %s".formatted(LABELS_KEY, written), e);
    }
    return labels;
  }

  /** The metadata whose keys begin so, by what is behind. */
  private Map<String, String> behind(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    metadata.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.values().length == 0) {
      throw new InputException(file + " has no tensor '" + name + "'");
    }
    return tensor;
  }
}

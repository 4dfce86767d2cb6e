package dev.bellows.model;

import dev.bellows.InputException;
import dev.bellows.linalg.ColumnScaling;
import dev.bellows.linalg.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The scaling of rows in a model's file: tensors {@code scaling.…}, or words {@code
 * bellows.scaling.…} in the header, for files whose tensors are to be the predictor's alone. There,
 * one number stands for as many as are the same.
 */
final class SavedScaling {
  /** What the names of its tensors begin with. */
  static final String PREFIX = "scaling.";

  private static final String WORDS = "bellows." + PREFIX;
  private static final String FEATURE_MEAN = "feature-mean";
  private static final String FEATURE_DEVIATION = "feature-deviation";
  private static final String LABEL_MEAN = "label-mean";
  private static final String LABEL_DEVIATION = "label-deviation";

  private final Path file;
  private final Map<String, String> metadata;
  private final Map<String, Tensor> tensors;
  private final int columns;

  /**
   * What a file may hold.
   *
   * @param file its name, for messages
   * @param columns the number of features
   */
  SavedScaling(Path file, Map<String, String> metadata, Map<String, Tensor> tensors, int columns) {
    this.file = file;
    this.metadata = metadata;
    this.tensors = tensors;
    this.columns = columns;
  }

  /** Adds a scaling to the tensors of a file. */
  static void write(ColumnScaling scaling, List<Tensor> tensors) {
    values(scaling).forEach((name, values) -> tensors.add(Tensor.vector(PREFIX + name, values)));
  }

  /** Adds a scaling to the words of a file. */
  static void write(ColumnScaling scaling, Map<String, String> metadata) {
    values(scaling).forEach((name, values) -> metadata.put(WORDS + name, words(values)));
  }

  private static Map<String, double[]> values(ColumnScaling scaling) {
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put(FEATURE_MEAN, scaling.featureMeans());
    values.put(FEATURE_DEVIATION, scaling.featureDeviations());
    values.put(LABEL_MEAN, new double[] {scaling.labelMean()});
    values.put(LABEL_DEVIATION, new double[] {scaling.labelDeviation()});
    return values;
  }

  private static String words(double[] values) {
    boolean same = Arrays.stream(values).distinct().count() == 1;
    return Arrays.stream(same ? new double[] {values[0]} : values)
        .mapToObj(Double::toString)
        .collect(Collectors.joining(" "));
  }

  /**
   * The scaling; null where the file has none.
   *
   * @throws InputException if a part of it is missing
   * @throws IllegalArgumentException if a part of it is no numbers, or not as many as there are
   */
  ColumnScaling read() {
    if (tensors.keySet().stream().noneMatch(name -> name.startsWith(PREFIX))
        && metadata.keySet().stream().noneMatch(key -> key.startsWith(WORDS))) {
      return null;
    }
    return new ColumnScaling(
        numbers(FEATURE_MEAN, columns),
        numbers(FEATURE_DEVIATION, columns),
        numbers(LABEL_MEAN, 1)[0],
        numbers(LABEL_DEVIATION, 1)[0]);
  }

  private double[] numbers(String name, int count) {
    String words = metadata.get(WORDS + name);
    double[] found;
    if (words != null) {
      found = Arrays.stream(words.split(" ")).mapToDouble(Double::parseDouble).toArray();
      if (found.length == 1) {
        found = Arrays.copyOf(found, count);
        Arrays.fill(found, found[0]);
      }
    } else if (tensors.containsKey(PREFIX + name)) {
      found = tensors.get(PREFIX + name).values();
    } else {
      throw new InputException(file + " has no tensor '" + PREFIX + name + "'");
    }
    if (found.length != count) {
      throw new IllegalArgumentException(
          "%s%s has %d numbers; there are %d".formatted(PREFIX, name, found.length, count));
    }
    return found;
  }
}

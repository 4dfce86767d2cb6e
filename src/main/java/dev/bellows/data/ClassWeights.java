package dev.bellows.data;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Spelling;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much the rows of a class count, beside each row's own weight.
 *
 * @param byLabel the weight of each class that is named, by its label; the others count 1. Null for
 *     weights that make all classes count alike
 */
public record ClassWeights(Map<String, Double> byLabel) implements Setting.Written {
  private static final String BALANCED = "balanced";

  /** Rows of every class count alike together: n / (classes · rows of this class). */
  public static final ClassWeights EQUAL = new ClassWeights(null);

  /** A setting that takes such weights. */
  public static Setting<ClassWeights> setting(String name, String help) {
    return new Setting<>(
        name,
        "balanced, or weights of at least 0 by label: { a = 1, b = 10 }",
        help,
        null,
        ClassWeights::parse);
  }

  private static ClassWeights parse(Object written) {
    if (BALANCED.equals(written)) {
      return EQUAL;
    }
    if (!(written instanceof Map<?, ?> map) || map.isEmpty()) {
      return null;
    }
    Setting<Double> weight = Setting.nonNegative("weight", null, "");
    Map<String, Double> byLabel = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Double value = entry.getValue() == null ? null : weight.parser().apply(entry.getValue());
      if (value == null) {
        return null;
      }
      byLabel.put(String.valueOf(entry.getKey()), value);
    }
    return new ClassWeights(byLabel);
  }

  @Override
  public Object written() {
    return byLabel == null ? BALANCED : byLabel;
  }

  /** As a job file says it. */
  @Override
  public String toString() {
    return String.valueOf(written());
  }

  /**
   * The weight of each class.
   *
   * @param rows the number of training rows of each class
   * @throws InputException if a label is named that no row has
   */
  double[] of(ClassLabels classes, double[] rows) {
    double[] weights = new double[classes.count()];
    Arrays.fill(weights, 1);
    if (byLabel == null) {
      double all = Arrays.stream(rows).sum();
      long present = Arrays.stream(rows).filter(count -> count > 0).count();
      for (int c = 0; c < weights.length; c++) {
        weights[c] = rows[c] > 0 ? all / (present * rows[c]) : 1;
      }
      return weights;
    }
    byLabel.forEach(
        (label, weight) -> {
          int number = classes.of(label);
          if (number < 0) {
            throw new InputException(
                "data.class-weights: no row has the label '%s'%s; there are %s"
                    .formatted(label, Spelling.hint(label, classes.names()), classes.listed()));
          }
          weights[number] = weight;
        });
    return weights;
  }
}

package dev.bellows.model.perceptron;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import java.util.ArrayList;
import java.util.List;

/** What a user may set about a perceptron; the rest follows from the data. */
public final class PerceptronSettings {
  /** The units of each hidden layer. */
  public static final Setting<List<Long>> HIDDEN =
      Setting.wholes(
              "hidden",
              "a list of whole numbers of at least 1, one for each hidden layer",
              "units of the hidden layers",
              units -> units.stream().allMatch(n -> n >= 1 && n < Integer.MAX_VALUE))
          .withDefault(List.of(100L));

  /** What hidden units make of their input. */
  public static final Setting<Activation> ACTIVATION =
      Setting.choice("activation", Activation.RELU, "what hidden units make of their input");

  /** How many hidden units are dropped. */
  public static final Setting<Double> DROPOUT =
      Setting.fraction("dropout", 0.0, "the part of hidden units that training drops at random");

  /** How weights begin. */
  public static final Setting<Initialization> INITIALIZATION =
      Setting.choice(
          "initialization",
          Initialization.AUTO,
          "how weights begin; auto: he-uniform for relu and gelu, else xavier-uniform");

  /** What the network is trained in. */
  public static final Setting<Arithmetic> PRECISION =
      Setting.choice("precision", Arithmetic.FLOAT32, "what matrix products are computed in");

  /** All of them, in the order in which they are shown. */
  public static final List<Setting<?>> ALL =
      List.of(HIDDEN, ACTIVATION, DROPOUT, INITIALIZATION, PRECISION);

  private PerceptronSettings() {}

  /**
   * The network that is asked for.
   *
   * @param columns the number of features
   * @param outputs the number of classes, or 1 for a regression
   * @throws InputException if it has more parameters than one array holds
   */
  public static Perceptron network(Settings settings, int columns, int outputs) {
    List<Integer> sizes = new ArrayList<>();
    sizes.add(columns);
    settings.get(HIDDEN).forEach(units -> sizes.add(units.intValue()));
    sizes.add(outputs);
    try {
      return new Perceptron(
          sizes,
          settings.get(ACTIVATION),
          settings.get(DROPOUT),
          settings.get(INITIALIZATION),
          settings.get(PRECISION));
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "%s = %s is too large: %s".formatted(HIDDEN.name(), settings.get(HIDDEN), e.getMessage()),
          e);
    }
  }
}

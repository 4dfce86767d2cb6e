package dev.bellows.model;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.Spelling;
import dev.bellows.model.perceptron.Perceptron;
import dev.bellows.model.perceptron.PerceptronClassification;
import dev.bellows.model.perceptron.PerceptronRegression;
import dev.bellows.model.perceptron.PerceptronSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * A kind of predictor that model files can hold: its name there, what has to be written beside its
 * tensors, and how it is made of both again. {@link #ALL} is the table that files are read by: the
 * kinds of this package, and those that {@link PredictorTypes} on the class path bring.
 *
 * @param name as files say it
 * @param kind its class
 * @param settings what a file has to say of one beside the shapes of its tensors, by key
 * @param maker makes one of what a file says
 * @param holdsOwnTensorsAlone whether its files hold no tensors but its own, as programs expect
 *     that know the predictor by the names of its tensors; how rows are scaled then stands in the
 *     header
 * @param <P> its class
 */
public record PredictorType<P extends Predictor>(
    String name,
    Class<P> kind,
    Function<P, Map<String, String>> settings,
    Function<Saved, P> maker,
    boolean holdsOwnTensorsAlone) {
  private static final String INTERCEPT = "intercept";
  private static final String LOSS = "loss";
  private static final String DELTA = "delta";

  private static final List<PredictorType<?>> OWN =
      List.of(
          new PredictorType<>(
              LinearRegression.TYPE,
              LinearRegression.class,
              PredictorType::settings,
              saved ->
                  new LinearRegression(saved.columns(), saved.loss(), saved.flag(INTERCEPT, true))),
          new PredictorType<>(
              LogisticRegression.TYPE,
              LogisticRegression.class,
              logistic -> Map.of(INTERCEPT, String.valueOf(logistic.intercept())),
              saved -> new LogisticRegression(saved.columns(), saved.flag(INTERCEPT, true))),
          new PredictorType<>(
              SoftmaxRegression.TYPE,
              SoftmaxRegression.class,
              softmax -> Map.of(INTERCEPT, String.valueOf(softmax.intercept())),
              saved ->
                  new SoftmaxRegression(
                      saved.columns(), saved.size("weight", 0), saved.flag(INTERCEPT, true))),
          new PredictorType<>(
              Perceptron.TYPE,
              PerceptronClassification.class,
              classes -> settings(classes.network()),
              saved -> saved.network().classification()),
          new PredictorType<>(
              Perceptron.TYPE + "-regression",
              PerceptronRegression.class,
              number -> settings(number.network()),
              saved -> saved.network().regression()));

  /** All kinds. */
  static final List<PredictorType<?>> ALL = all();

  /** A kind whose files hold the scaling of rows as tensors. */
  PredictorType(
      String name,
      Class<P> kind,
      Function<P, Map<String, String>> settings,
      Function<Saved, P> maker) {
    this(name, kind, settings, maker, false);
  }

  private static List<PredictorType<?>> all() {
    List<PredictorType<?>> all = new ArrayList<>(OWN);
    // By our own loader: that of a thread may not know the jar that we are in.
    ServiceLoader.load(PredictorTypes.class, PredictorType.class.getClassLoader())
        .forEach(more -> all.addAll(more.types()));
    return List.copyOf(all);
  }

  private static Map<String, String> settings(Perceptron network) {
    return Map.of(
        PerceptronSettings.ACTIVATION.name(),
        Setting.word(network.activation()),
        PerceptronSettings.DROPOUT.name(),
        String.valueOf(network.dropout()),
        PerceptronSettings.INITIALIZATION.name(),
        Setting.word(network.initialization()),
        PerceptronSettings.PRECISION.name(),
        Setting.word(network.arithmetic()));
  }

  private static Map<String, String> settings(LinearRegression linear) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(INTERCEPT, String.valueOf(linear.intercept()));
    if (linear.loss() instanceof RegressionLoss.Huber huber) {
      settings.put(LOSS, "huber");
      settings.put(DELTA, String.valueOf(huber.delta()));
    } else {
      settings.put(LOSS, linear.loss() instanceof RegressionLoss.Squared ? "squared" : "absolute");
    }
    return settings;
  }

  /** The kind of a predictor. */
  static PredictorType<?> of(Predictor predictor) {
    return ALL.stream()
        .filter(type -> type.kind.isInstance(predictor))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no model file holds a " + predictor.getClass()));
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static PredictorType<?> named(String name) {
    List<String> names = ALL.stream().<String>map(PredictorType::name).toList();
    return ALL.stream()
        .filter(type -> type.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no model type '%s'%s; there are %s"
                        .formatted(name, Spelling.hint(name, names), String.join(", ", names))));
  }

  /** What a file has to say of a predictor of this kind. */
  Map<String, String> settingsOf(Predictor predictor) {
    return settings.apply(kind.cast(predictor));
  }

  /**
   * What a file says.
   *
   * @param settings by key
   * @param shapes of its tensors, by name
   */
  public record Saved(Map<String, String> settings, Map<String, List<Integer>> shapes) {

    /** The number of features of linear models. */
    int columns() {
      return size("weight", -1);
    }

    /** One size of a tensor, outermost first; −1 is the last one. */
    int size(String tensor, int axis) {
      List<Integer> shape = shapes.get(tensor);
      if (shape == null) {
        throw new IllegalArgumentException("it has no tensor '" + tensor + "'");
      }
      if (shape.size() <= Math.max(axis, 0)) {
        throw new IllegalArgumentException("tensor '%s' has the shape %s".formatted(tensor, shape));
      }
      return shape.get(axis < 0 ? shape.size() + axis : axis);
    }

    boolean flag(String key, boolean usual) {
      String value = settings.getOrDefault(key, String.valueOf(usual));
      if (!value.equals("true") && !value.equals("false")) {
        throw new IllegalArgumentException(key + " = " + value);
      }
      return value.equals("true");
    }

    double number(String key) {
      try {
        return Double.parseDouble(settings.getOrDefault(key, ""));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(key + " = " + settings.get(key), e);
      }
    }

    Perceptron network() {
      List<Long> units = new ArrayList<>();
      for (int l = 0; shapes.containsKey(Perceptron.weight(l)); l++) {
        units.add((long) size(Perceptron.weight(l), 0));
      }
      int columns = size(Perceptron.weight(0), -1);
      int last = units.size() - 1;
      Settings own = Settings.DEFAULTS.with(PerceptronSettings.HIDDEN, units.subList(0, last));
      for (Setting<?> setting : PerceptronSettings.ALL) {
        if (settings.containsKey(setting.name())) {
          own = own.withWritten(setting, settings.get(setting.name()));
        }
      }
      return PerceptronSettings.network(own, columns, units.get(last).intValue());
    }

    RegressionLoss loss() {
      String loss = settings.getOrDefault(LOSS, "squared");
      return switch (loss) {
        case "squared" -> RegressionLoss.SQUARED;
        case "absolute" -> RegressionLoss.ABSOLUTE;
        case "huber" -> RegressionLoss.huber(number(DELTA));
        default -> throw new IllegalArgumentException(LOSS + " = " + loss);
      };
    }
  }
}

package dev.bellows.app;

import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.source.LabelKind;
import dev.bellows.deep.ImageInput;
import dev.bellows.model.LinearRegression;
import dev.bellows.model.LogisticRegression;
import dev.bellows.model.Predictor;
import dev.bellows.model.RegressionLoss;
import dev.bellows.model.SoftmaxRegression;
import dev.bellows.model.perceptron.Perceptron;
import dev.bellows.model.perceptron.PerceptronSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The models that a job file can name in {@code model.type}, with the settings of each. */
final class ModelTable {
  /** What an error of a regression costs. */
  enum Loss {
    SQUARED,
    HUBER,
    ABSOLUTE
  }

  static final Setting<Loss> LOSS = Setting.choice("loss", Loss.SQUARED, "what an error costs");
  static final Setting<Double> HUBER_DELTA =
      Setting.positive(
          "huber-delta",
          null,
          "loss = huber: from this error on the loss is a straight line; default: 1");

  /** What the outputs of a perceptron cost, and with that what they are. */
  enum NetworkLoss {
    CROSS_ENTROPY,
    SQUARED
  }

  static final Setting<NetworkLoss> NETWORK_LOSS =
      Setting.choice(
          "loss",
          NetworkLoss.CROSS_ENTROPY,
          "what outputs cost: of classes the cross-entropy, of a number half the squared error");
  static final Setting<Boolean> INTERCEPT =
      Setting.flag("intercept", true, "whether there is a bias beside the weights");

  /** There are no fewer classes to tell apart. */
  static final int FEWEST_CLASSES = 2;

  /** Makes a model for rows. */
  @FunctionalInterface
  interface Maker {
    /** The model for rows of so many features and, if labels name classes, so many of them. */
    Predictor make(Settings settings, int columns, int classes);

    /** One whose tensors have their names; what follows from the rows alone is not known yet. */
    default Predictor outline(Settings settings) {
      return make(settings, 1, FEWEST_CLASSES);
    }
  }

  /** Makes a model for rows, or a classifier of pictures. */
  interface PictureMaker extends Maker {
    /** The model for pictures of so many classes. */
    Predictor make(Settings settings, ImageInput images, int classes);

    /** The same as {@link #outline(Settings)} for pictures. */
    Predictor outline(Settings settings, ImageInput images);
  }

  /**
   * A row of the table.
   *
   * @param type as job files name it
   * @param summary what it is, in a few words
   * @param settings its keys
   * @param labels what it predicts
   * @param maker makes it
   */
  record Entry(
      String type,
      String summary,
      List<Setting<?>> settings,
      Function<Settings, LabelKind> labels,
      Maker maker) {}

  /** All models. */
  static final List<Entry> ENTRIES = entries();

  private static final double USUAL_DELTA = 1;

  private ModelTable() {}

  private static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>(models());
    for (NetworkMaker maker : NetworkMaker.ALL) {
      entries.add(
          new Entry(
              maker.type(),
              maker.summary(),
              Stream.concat(Stream.of(NETWORK_LOSS), maker.settings().stream()).toList(),
              settings -> isRegression(settings) ? LabelKind.NUMBERS : LabelKind.CLASSES,
              maker));
    }
    entries.add(
        new Entry(
            ScriptMaker.TYPE,
            "a module saved by PyTorch with its program",
            Stream.concat(Stream.of(NETWORK_LOSS), ScriptMaker.settings().stream()).toList(),
            settings -> isRegression(settings) ? LabelKind.NUMBERS : LabelKind.CLASSES,
            new ScriptMaker()));
    return List.copyOf(entries);
  }

  private static List<Entry> models() {
    return List.of(
        new Entry(
            LinearRegression.TYPE,
            "predicts a number",
            List.of(LOSS, HUBER_DELTA, INTERCEPT),
            settings -> LabelKind.NUMBERS,
            (settings, columns, classes) ->
                new LinearRegression(columns, loss(settings), settings.get(INTERCEPT))),
        new Entry(
            LogisticRegression.TYPE,
            "tells two classes apart",
            List.of(INTERCEPT),
            settings -> LabelKind.CLASSES,
            (settings, columns, classes) ->
                new LogisticRegression(columns, settings.get(INTERCEPT))),
        new Entry(
            SoftmaxRegression.TYPE,
            "tells any number of classes apart",
            List.of(INTERCEPT),
            settings -> LabelKind.CLASSES,
            (settings, columns, classes) ->
                new SoftmaxRegression(columns, classes, settings.get(INTERCEPT))),
        new Entry(
            Perceptron.TYPE,
            "tells classes apart, or predicts a number, with hidden layers",
            perceptronSettings(),
            settings -> isRegression(settings) ? LabelKind.NUMBERS : LabelKind.CLASSES,
            ModelTable::perceptron));
  }

  /** The row of that type. */
  static Entry entry(String type) {
    return ENTRIES.stream().filter(entry -> entry.type().equals(type)).findFirst().orElseThrow();
  }

  /** All types. */
  static List<String> types() {
    return ENTRIES.stream().map(Entry::type).toList();
  }

  /** The settings of all types, each once. */
  static Stream<Setting<?>> settings() {
    return ENTRIES.stream().<Setting<?>>flatMap(entry -> entry.settings().stream()).distinct();
  }

  private static List<Setting<?>> perceptronSettings() {
    return Stream.concat(Stream.of(NETWORK_LOSS), PerceptronSettings.ALL.stream()).toList();
  }

  static boolean isRegression(Settings settings) {
    return settings.get(NETWORK_LOSS) == NetworkLoss.SQUARED;
  }

  private static Predictor perceptron(Settings settings, int columns, int classes) {
    return isRegression(settings)
        ? PerceptronSettings.network(settings, columns, 1).regression()
        : PerceptronSettings.network(settings, columns, classes).classification();
  }

  private static RegressionLoss loss(Settings settings) {
    return switch (settings.get(LOSS)) {
      case SQUARED -> RegressionLoss.SQUARED;
      case ABSOLUTE -> RegressionLoss.ABSOLUTE;
      case HUBER -> RegressionLoss.huber(delta(settings));
    };
  }

  private static double delta(Settings settings) {
    Double named = settings.get(HUBER_DELTA);
    return named == null ? USUAL_DELTA : named;
  }
}

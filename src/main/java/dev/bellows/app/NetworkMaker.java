package dev.bellows.app;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.Settings;
import dev.bellows.data.source.RecordShape;
import dev.bellows.data.source.SourceSettings;
import dev.bellows.deep.ImageInput;
import dev.bellows.deep.Network;
import dev.bellows.deep.ReadyNetwork;
import dev.bellows.deep.layer.Initialization;
import dev.bellows.deep.layer.LayerParser;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.model.Predictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the networks that job files name, with layers of their own or from the books.
 *
 * @param type as job files name it
 * @param summary what it is, in a few words
 * @param ready the network of the books; empty where the layers stand in the job
 */
record NetworkMaker(String type, String summary, Optional<ReadyNetwork> ready)
    implements ModelTable.PictureMaker {
  private static final int IMAGE_DIMENSIONS = 3;

  static final Setting<List<String>> LAYERS =
      new Setting<>(
          "layers",
          "a list of layers such as \"conv 16 5x5\"",
          "the layers, one behind the other",
          List.of(),
          NetworkMaker::parseLayers);
  static final Setting<String> INPUT =
      new Setting<>(
          "input",
          "channels x height x width, such as 3x32x32, or a number of units",
          "the shape of a row; default: that of the records of an IDX file",
          null,
          written -> String.valueOf(written).matches(RowShape.WRITTEN) ? shape(written) : null);
  static final Setting<String> PRETRAINED =
      Setting.text("pretrained", null, "a file of weights to begin with");
  static final Setting<Boolean> STRICT =
      Setting.flag("strict", true, "whether all tensors of pretrained have to fit");
  static final Setting<Long> REPLACE_HEAD =
      Setting.whole(
          "replace-head",
          1,
          Integer.MAX_VALUE - 8,
          null,
          "the last layer gets so many outputs, and begins anew");

  /** All of them. */
  static final List<NetworkMaker> ALL =
      List.of(
          new NetworkMaker(Network.TYPE, "layers in the job file", Optional.empty()),
          ofTheBooks(ReadyNetwork.RESNET18, "resnet18"),
          ofTheBooks(ReadyNetwork.RESNET20, "resnet20"),
          ofTheBooks(ReadyNetwork.SQUEEZENET1_1, "squeezenet1-1"));

  private static NetworkMaker ofTheBooks(ReadyNetwork network, String type) {
    return new NetworkMaker(type, "a network of the books", Optional.of(network));
  }

  private static List<String> parseLayers(Object written) {
    List<?> all = written instanceof List<?> list ? list : List.of(written);
    if (all.stream().anyMatch(one -> one instanceof List || one instanceof Map)) {
      return null;
    }
    List<String> layers = all.stream().map(String::valueOf).toList();
    try {
      LayerParser.parse(String.join(", ", layers));
    } catch (InputException e) {
      throw new InputException("layers: " + e.getMessage(), e);
    }
    return layers;
  }

  private static String shape(Object written) {
    try {
      return RowShape.parse(String.valueOf(written)).toString();
    } catch (IllegalArgumentException e) {
      throw new InputException("input: " + e.getMessage(), e);
    }
  }

  /** Its keys beside the loss. */
  List<Setting<?>> settings() {
    List<Setting<?>> settings = new ArrayList<>(ready.isEmpty() ? List.of(LAYERS) : List.of());
    settings.addAll(List.of(INPUT, PRETRAINED, STRICT, REPLACE_HEAD));
    return settings;
  }

  /**
   * The settings of a network, with the shape of a row where only the data know it.
   *
   * @param data the settings of the rows
   * @throws InputException whose message begins with the key, if the shape has to be said
   */
  static Settings withInput(Settings model, Settings data) {
    if (model.isSet(INPUT)) {
      return model;
    }
    List<Integer> sizes =
        RecordShape.of(data)
            .orElseThrow(
                () ->
                    new InputException(
                        "model.input is missing: the shape of a row, %s; only the records of"
                                .formatted(INPUT.allowed())
                            + " data.format = idx have one"));
    // A grey image has no dimension of channels.
    List<Integer> shape =
        sizes.size() == IMAGE_DIMENSIONS - 1
            ? Stream.concat(Stream.of(1), sizes.stream()).toList()
            : sizes;
    String text = shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    if (!text.matches(RowShape.WRITTEN)) {
      throw new InputException(
          "model.input is missing: the records of %s are %s; say which %s that is"
              .formatted(data.get(SourceSettings.PATH), text, INPUT.allowed()));
    }
    return model.with(INPUT, shape(text));
  }

  @Override
  public Predictor make(Settings settings, int columns, int classes) {
    Network network = network(settings, classes);
    if (network.columns() != columns) {
      throw new InputException(
          "input = %s: that is %,d numbers a row; the rows have %,d features"
              .formatted(network.input(), network.columns(), columns));
    }
    if (!ModelTable.isRegression(settings)) {
      requireOutputs(settings, network, classes);
    }
    return predictor(settings, network);
  }

  @Override
  public Predictor make(Settings settings, ImageInput images, int classes) {
    Network network = network(settings, classes);
    requireOutputs(settings, network, classes);
    return network.classification(images);
  }

  private static void requireOutputs(Settings settings, Network network, int classes) {
    if (network.outputs() != classes) {
      throw new InputException(
          "%s: the network has %d outputs; the rows have %d classes, and there is one output for"
                  .formatted(headKey(settings), network.outputs(), classes)
              + " each");
    }
  }

  /** The key that says how many outputs there are. */
  private static String headKey(Settings settings) {
    return settings.isSet(REPLACE_HEAD) ? REPLACE_HEAD.name() : LAYERS.name();
  }

  @Override
  public Predictor outline(Settings settings) {
    return predictor(settings, network(settings, ModelTable.FEWEST_CLASSES));
  }

  @Override
  public Predictor outline(Settings settings, ImageInput images) {
    Network network = network(settings, ModelTable.FEWEST_CLASSES);
    return withOutputs(settings, () -> network.classification(images));
  }

  private Predictor predictor(Settings settings, Network network) {
    return withOutputs(
        settings,
        () -> ModelTable.isRegression(settings) ? network.regression() : network.classification());
  }

  /** What is wrong with the number of outputs is told with the key that says it. */
  private static Predictor withOutputs(Settings settings, Supplier<Predictor> predictor) {
    try {
      return predictor.get();
    } catch (InputException e) {
      throw new InputException("%s: %s".formatted(headKey(settings), e.getMessage()), e);
    }
  }

  private Network network(Settings settings, int classes) {
    RowShape input = RowShape.parse(settings.get(INPUT));
    Long head = settings.get(REPLACE_HEAD);
    if (ready.isPresent()) {
      int outputs =
          head != null ? head.intValue() : ModelTable.isRegression(settings) ? 1 : classes;
      return named(INPUT, () -> ready.get().network(input, outputs));
    }
    if (settings.get(LAYERS).isEmpty()) {
      throw new InputException("layers is missing: " + LAYERS.allowed());
    }
    String words = String.join(", ", settings.get(LAYERS));
    Network network =
        named(LAYERS, () -> new Network(input, LayerParser.parse(words), Initialization.TORCH));
    return head == null ? network : named(REPLACE_HEAD, () -> network.withOutputs(head.intValue()));
  }

  /** What is wrong is told with the key that it is about. */
  private static Network named(Setting<?> key, Supplier<Network> network) {
    try {
      return network.get();
    } catch (IllegalArgumentException e) {
      throw new InputException("%s: %s".formatted(key.name(), e.getMessage()), e);
    }
  }
}

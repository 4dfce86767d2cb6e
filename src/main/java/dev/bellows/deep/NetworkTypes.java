package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.deep.layer.Initialization;
import dev.bellows.deep.layer.LayerParser;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.image.ImageLimits;
import dev.bellows.image.ImagePipeline;
import dev.bellows.image.ImageWords;
import dev.bellows.linalg.Layout;
import dev.bellows.model.PredictorType;
import dev.bellows.model.PredictorType.Saved;
import dev.bellows.model.PredictorTypes;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Networks in model files: the tensors have PyTorch's names and are the network's alone, so that
 * PyTorch loads them as they are; in the header stand the shape of a row and the layers in words,
 * or the program without its weights, and of one that was trained on pictures what becomes of them
 * before it sees them. What computes networks need not be there to read one.
 */
public final class NetworkTypes implements PredictorTypes {
  private static final String INPUT = "input";
  private static final String LAYERS = "layers";
  private static final String TRANSFORMS = "transforms";
  private static final String EVALUATION = "evaluation-transforms";
  private static final String LEAST_SIDE = "least-side";
  private static final String MOST_PIXELS = "most-pixels";
  private static final String BROKEN = "broken-images";
  private static final String MODULE = "module";
  private static final String OUTPUTS = "outputs";
  private static final Setting<Initialization> INITIALIZATION =
      Setting.choice("initialization", Initialization.TORCH, "how weights began");

  @Override
  public List<PredictorType<?>> types() {
    return List.of(
        new PredictorType<>(
            Network.TYPE,
            NetworkClassification.class,
            NetworkTypes::settings,
            NetworkTypes::classification,
            true),
        new PredictorType<>(
            Network.TYPE + "-regression",
            NetworkRegression.class,
            number -> settings(number.network()),
            saved -> network(saved).regression(),
            true));
  }

  private static Map<String, String> settings(NetworkClassification classes) {
    Map<String, String> settings = settings(classes.network());
    classes
        .images()
        .ifPresent(
            images -> {
              settings.put(TRANSFORMS, String.join(", ", images.training().words()));
              settings.put(EVALUATION, String.join(", ", images.evaluation().words()));
              settings.put(LEAST_SIDE, String.valueOf(images.limits().leastSide()));
              settings.put(MOST_PIXELS, String.valueOf(images.limits().mostPixels()));
              settings.put(BROKEN, String.valueOf(images.broken()));
            });
    return settings;
  }

  private static NetworkClassification classification(Saved saved) {
    Architecture network = network(saved);
    Map<String, String> settings = saved.settings();
    try {
      return settings.containsKey(EVALUATION)
          ? network.classification(images(settings))
          : network.classification();
    } catch (InputException | ArithmeticException e) { // as in network()
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static ImageInput images(Map<String, String> settings) {
    return new ImageInput(
        pipeline(settings, TRANSFORMS),
        pipeline(settings, EVALUATION),
        new ImageLimits(
            Math.toIntExact(number(settings, LEAST_SIDE)), number(settings, MOST_PIXELS)),
        Math.toIntExact(number(settings, BROKEN)));
  }

  private static ImagePipeline pipeline(Map<String, String> settings, String key) {
    return ImageWords.parse(key, List.of(settings.getOrDefault(key, "").split(", ")));
  }

  private static long number(Map<String, String> settings, String key) {
    try {
      return Long.parseLong(settings.getOrDefault(key, ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " = " + settings.get(key), e);
    }
  }

  private static Map<String, String> settings(Architecture network) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(INPUT, network.input().toString());
    if (network instanceof Network layers) {
      settings.put(LAYERS, layers.layers().words());
      settings.put(INITIALIZATION.name(), Setting.word(layers.initialization()));
    } else if (network instanceof ScriptedModule module) {
      settings.put(OUTPUTS, String.valueOf(module.outputs()));
      settings.put(MODULE, Base64.getEncoder().encodeToString(module.program()));
    }
    return settings;
  }

  private static Architecture network(Saved saved) {
    Map<String, String> settings = saved.settings();
    try {
      RowShape input = RowShape.parse(settings.getOrDefault(INPUT, ""));
      Architecture network =
          settings.containsKey(MODULE)
              ? ScriptedModule.of(
                  input,
                  Integer.parseInt(settings.getOrDefault(OUTPUTS, "")),
                  Base64.getDecoder().decode(settings.get(MODULE)))
              : new Network(
                  input,
                  LayerParser.parse(settings.getOrDefault(LAYERS, "")),
                  INITIALIZATION.parse(settings.getOrDefault(INITIALIZATION.name(), "")));
      requireShapes(network.layout(), saved.shapes());
      return network;
    } catch (InputException e) { // of words that the file's writer did not write
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void requireShapes(Layout layout, Map<String, List<Integer>> shapes) {
    for (Layout.Slot slot : layout.tensors()) {
      List<Integer> shape = shapes.get(slot.name());
      if (shape != null && !shape.equals(slot.shape())) {
        throw new IllegalArgumentException(
            "tensor '%s' has the shape %s, its layer %s"
                .formatted(slot.name(), shape, slot.shape()));
      }
    }
  }
}

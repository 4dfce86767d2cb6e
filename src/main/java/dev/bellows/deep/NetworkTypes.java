package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.Setting;
import dev.bellows.deep.layer.Initialization;
import dev.bellows.deep.layer.LayerParser;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.linalg.Layout;
import dev.bellows.model.PredictorType;
import dev.bellows.model.PredictorType.Saved;
import dev.bellows.model.PredictorTypes;
import java.util.List;
import java.util.Map;

/**
 * Networks in model files: beside the tensors, which have PyTorch's names, stand the shape of a row
 * and the layers in words. What computes networks need not be there to read one.
 */
public final class NetworkTypes implements PredictorTypes {
  private static final String INPUT = "input";
  private static final String LAYERS = "layers";
  private static final Setting<Initialization> INITIALIZATION =
      Setting.choice("initialization", Initialization.TORCH, "how weights began");

  @Override
  public List<PredictorType<?>> types() {
    return List.of(
        new PredictorType<>(
            Network.TYPE,
            NetworkClassification.class,
            classes -> settings(classes.network()),
            saved -> network(saved).classification()),
        new PredictorType<>(
            Network.TYPE + "-regression",
            NetworkRegression.class,
            number -> settings(number.network()),
            saved -> network(saved).regression()));
  }

  private static Map<String, String> settings(Network network) {
    return Map.of(
        INPUT,
        network.input().toString(),
        LAYERS,
        network.layers().words(),
        INITIALIZATION.name(),
        Setting.word(network.initialization()));
  }

  private static Network network(Saved saved) {
    Map<String, String> settings = saved.settings();
    try {
      Network network =
          new Network(
              RowShape.parse(settings.getOrDefault(INPUT, "")),
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

package dev.bellows.deep;

import dev.bellows.InputException;
import dev.bellows.deep.layer.BatchNorm;
import dev.bellows.deep.layer.Convolution;
import dev.bellows.deep.layer.Initialization;
import dev.bellows.deep.layer.Layer;
import dev.bellows.deep.layer.LayerParser;
import dev.bellows.deep.layer.LayerTensor;
import dev.bellows.deep.layer.Linear;
import dev.bellows.deep.layer.RowShape;
import dev.bellows.deep.layer.Sequence;
import dev.bellows.linalg.KeyedRandom;
import dev.bellows.linalg.Layout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A network: what comes in, its layers, and how it begins. A value in plain Java; what computes it
 * is looked for when one of its objectives is used.
 *
 * <p>Its tensors have PyTorch's names and shapes. Those of layers without names are named as by
 * PyTorch's {@code Sequential} of the same layers, {@code 0.weight}, {@code 0.bias}, {@code
 * 3.weight}, ….
 *
 * @param input the shape of a row
 * @param layers what makes outputs of it, a number of units in the end
 * @param initialization how it begins
 */
public record Network(RowShape input, Sequence layers, Initialization initialization)
    implements Architecture {
  /** The name of this model in job files and model files. */
  public static final String TYPE = "network";

  /**
   * Checks that each layer fits the one before it.
   *
   * @throws InputException if one does not, or the network is too large
   */
  public Network {
    RowShape output = layers.output(input);
    if (output.isImage()) {
      throw new InputException(
          "the last layer makes %s of a row; the outputs are a number of units: write flatten"
                  .formatted(output)
              + " behind it");
    }
    Set<String> names = new HashSet<>();
    long size = 0;
    for (LayerTensor tensor : tensors(layers, input)) {
      if (!names.add(tensor.name())) {
        throw new InputException("two tensors are named '%s'".formatted(tensor.name()));
      }
      size += tensor.shape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
      if (size > Integer.MAX_VALUE / Float.BYTES) {
        throw new InputException(
            "up to tensor '%s' the network has %,d numbers; at most %,d are possible"
                .formatted(tensor.name(), size, Integer.MAX_VALUE / Float.BYTES));
      }
    }
  }

  /**
   * A network of layers in words.
   *
   * @param input {@code 3x32x32}, or {@code 784}
   * @param layers as {@link LayerParser} reads them
   * @throws InputException if they cannot be read or do not fit
   */
  public static Network of(String input, String layers) {
    return new Network(RowShape.parse(input), LayerParser.parse(layers), Initialization.TORCH);
  }

  @Override
  public int outputs() {
    return layers.output(input).size();
  }

  /** All tensors, those of one layer behind those of the layer before it. */
  public List<LayerTensor> tensors() {
    return tensors(layers, input);
  }

  private static List<LayerTensor> tensors(Sequence layers, RowShape input) {
    List<LayerTensor> tensors = new ArrayList<>();
    layers.visit(
        "",
        input,
        (path, layer, before, behind) -> {
          if (layer.inside().isEmpty()) {
            for (LayerTensor tensor : layer.tensors(before)) {
              tensors.add(
                  new LayerTensor(
                      path + "." + tensor.name(),
                      tensor.shape(),
                      tensor.start(),
                      tensor.average()));
            }
          }
        });
    return tensors;
  }

  @Override
  public Layout layout() {
    Layout.Builder layout = Layout.builder();
    tensors().forEach(tensor -> layout.add(tensor.name(), tensor.shape(), tensor.average()));
    return layout.build();
  }

  /** A function of the seed and nothing else. */
  @Override
  public double[] initialParameters(long seed) {
    Layout layout = layout();
    double[] parameters = new double[layout.size()];
    List<LayerTensor> tensors = tensors();
    List<String> head = head();
    for (int t = 0; t < tensors.size(); t++) {
      Layout.Slot slot = layout.tensors().get(t);
      KeyedRandom random = new KeyedRandom(seed, t);
      boolean last = head.contains(slot.name());
      initialization.fill(tensors.get(t), last, random, parameters, slot.offset(), slot.size());
    }
    return parameters;
  }

  /**
   * The names of the tensors of the head: of the last layer that has any. Fine-tuning begins it
   * anew.
   */
  @Override
  public List<String> head() {
    List<List<String>> all = new ArrayList<>();
    layers.visit(
        "",
        input,
        (path, layer, before, behind) -> {
          List<String> names =
              layer.tensors(before).stream().map(tensor -> path + "." + tensor.name()).toList();
          if (layer.inside().isEmpty() && !names.isEmpty()) {
            all.add(names);
          }
        });
    return all.isEmpty() ? List.of() : all.get(all.size() - 1);
  }

  /**
   * This network with another head, which makes so many outputs; all other tensors keep their names
   * and shapes.
   *
   * @throws InputException if its last layer with tensors is none that makes any number of outputs
   */
  public Network withOutputs(int outputs) {
    List<Sequence.Named> all = new ArrayList<>(layers.layers());
    int last = all.size() - 1;
    while (last > 0 && !hasTensors(all.get(last).layer())) {
      last--;
    }
    Sequence.Named head = all.get(last);
    Layer other;
    if (head.layer() instanceof Linear linear) {
      other = new Linear(outputs, linear.bias());
    } else if (head.layer() instanceof Convolution old) {
      other =
          new Convolution(
              outputs, old.kernel(), old.stride(), old.padding(), old.groups(), old.bias());
    } else {
      throw new InputException(
          "layer %s, '%s', is the last one with tensors, and no head that can be replaced; linear"
                  .formatted(head.name(), head.layer().words())
              + " and conv can");
    }
    all.set(last, new Sequence.Named(head.name(), head.usual(), other));
    Network network = new Network(input, new Sequence(all), initialization);
    if (network.outputs() != outputs) {
      throw new InputException(
          "with %d channels in its head, layer %s, the network has %d outputs"
              .formatted(outputs, head.name(), network.outputs()));
    }
    return network;
  }

  private static boolean hasTensors(Layer layer) {
    return layer instanceof Linear
        || layer instanceof Convolution
        || layer instanceof BatchNorm
        || !layer.inside().isEmpty();
  }

  /** The layers with the shapes behind them and the numbers of their parameters, as a text. */
  @Override
  public String table() {
    return NetworkTable.of(this);
  }
}

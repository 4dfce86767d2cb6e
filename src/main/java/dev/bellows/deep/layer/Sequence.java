package dev.bellows.deep.layer;

import dev.bellows.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Layers one behind the other. Each has a name, which the names of its tensors begin with: its own,
 * or the one that PyTorch's {@code Sequential} gives it, its number from 0.
 *
 * @param layers the layers, by name
 */
public record Sequence(List<Named> layers) implements Serializable {

  /**
   * A layer and its name.
   *
   * @param name unique among its neighbours; its tensors are {@code name.weight} and so on
   * @param usual whether it is the name that it has without one of its own
   * @param layer the layer
   */
  public record Named(String name, boolean usual, Layer layer) implements Serializable {}

  /** Keeps its own list. */
  public Sequence {
    layers = List.copyOf(layers);
  }

  /** Is told of each layer on the way of a row. */
  public interface Visitor {
    /**
     * A layer; those inside it come behind it.
     *
     * @param path its name, with the names that it stands in before it
     * @param layer the layer
     * @param input the shape of a row before it
     * @param output the shape of a row behind it
     */
    void visit(String path, Layer layer, RowShape input, RowShape output);
  }

  /**
   * The shape of a row behind the last layer.
   *
   * @throws InputException if a layer does not fit; the message names it, with the shape before it
   */
  public RowShape output(RowShape input) {
    RowShape shape = input;
    for (Named named : layers) {
      try {
        shape = named.layer().output(shape);
      } catch (InputException e) { // of a layer inside it
        throw new InputException("layer %s: %s".formatted(named.name(), e.getMessage()), e);
      } catch (IllegalArgumentException e) {
        throw new InputException(
            "layer %s, '%s', does not fit: a row of %s comes in, and %s"
                .formatted(named.name(), named.layer().words(), shape, e.getMessage()),
            e);
      }
    }
    return shape;
  }

  /** Shows all layers to a visitor, for rows that fit. */
  public void visit(String path, RowShape input, Visitor visitor) {
    RowShape shape = input;
    for (Named named : layers) {
      RowShape before = shape;
      RowShape behind = named.layer().output(before);
      visitor.visit(path + named.name(), named.layer(), before, behind);
      named
          .layer()
          .inside()
          .forEach(inner -> inner.visit(path + named.name() + ".", before, visitor));
      shape = behind;
    }
  }

  /** The tensors of all layers, for rows that fit. */
  List<LayerTensor> tensors(RowShape input) {
    List<LayerTensor> tensors = new ArrayList<>();
    RowShape shape = input;
    for (Named named : layers) {
      for (LayerTensor tensor : named.layer().tensors(shape)) {
        tensors.add(tensor.under(named.name() + "."));
      }
      shape = named.layer().output(shape);
    }
    return tensors;
  }

  static List<LayerTensor> tensors(List<Sequence> sequences, RowShape input) {
    return sequences.stream().flatMap(inner -> inner.tensors(input).stream()).toList();
  }

  /** Goes forward; what stands between two layers is released. */
  public <T> T forward(T input, String path, Operations<T> operations) {
    T now = input;
    for (Named named : layers) {
      T next = named.layer().forward(now, path + named.name() + ".", operations);
      if (next != now) {
        release(now, input, operations);
      }
      now = next;
    }
    return now;
  }

  /** Releases a tensor unless it is the caller's own. */
  static <T> void release(T tensor, T own, Operations<T> operations) {
    if (tensor != own) {
      operations.release(tensor);
    }
  }

  /** As {@link LayerParser} reads it. */
  public String words() {
    return layers.stream()
        .map(named -> (named.usual() ? "" : named.name() + ": ") + named.layer().words())
        .collect(Collectors.joining(", "));
  }
}

package dev.bellows.deep.layer;

import java.io.Serializable;
import java.util.List;

/**
 * One layer: a function of rows, with or without tensors of its own. A value in plain Java, which
 * computes by {@link Operations}.
 */
public sealed interface Layer extends Serializable
    permits Activation,
        BatchNorm,
        Concat,
        Convolution,
        Dropout,
        Flatten,
        GlobalAveragePool,
        Linear,
        PadChannels,
        Pooling,
        Residual {

  /**
   * The shape of a row behind this layer.
   *
   * @param input the shape of a row before it
   * @throws IllegalArgumentException if it takes no such rows; the message says which it takes
   */
  RowShape output(RowShape input);

  /** Its tensors for rows of that shape, in PyTorch's order. */
  default List<LayerTensor> tensors(RowShape input) {
    return List.of();
  }

  /** The layers inside it, by the names that they have in it. */
  default List<Sequence> inside() {
    return List.of();
  }

  /**
   * Goes forward.
   *
   * @param input some rows; not released
   * @param path what the names of its tensors begin with, with a dot behind
   */
  <T> T forward(T input, String path, Operations<T> operations);

  /** As {@link LayerParser} reads it. */
  String words();
}

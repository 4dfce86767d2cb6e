package dev.bellows.deep.layer;

import java.io.Serializable;
import java.util.List;

/**
 * A named tensor of a network.
 *
 * @param name as PyTorch names it
 * @param shape its sizes, outermost first
 * @param start how it begins
 * @param average 0 where it is trained; else it is a moving average of statistics of the batches,
 *     and each batch replaces this part of it
 */
public record LayerTensor(String name, List<Integer> shape, Start start, double average)
    implements Serializable {

  /** Keeps its own shape. */
  public LayerTensor {
    shape = List.copyOf(shape);
  }

  /** One that is trained. */
  LayerTensor(String name, Start start, Integer... shape) {
    this(name, List.of(shape), start, 0);
  }

  /** The same behind a path. */
  LayerTensor under(String path) {
    return new LayerTensor(path + name, shape, start, average);
  }

  /** How a tensor begins. */
  public sealed interface Start extends Serializable {}

  /**
   * Weights whose size depends on what they connect.
   *
   * @param inputs the numbers that one output is made of
   * @param outputs the numbers that one input goes to
   * @param convolution whether they are those of a convolution
   */
  public record Weights(int inputs, int outputs, boolean convolution) implements Start {}

  /**
   * Biases of weights.
   *
   * @param inputs the numbers that one output is made of
   * @param convolution whether they are those of a convolution
   */
  public record Biases(int inputs, boolean convolution) implements Start {}

  /**
   * All elements are one number.
   *
   * @param value that number
   */
  public record Constant(double value) implements Start {}
}

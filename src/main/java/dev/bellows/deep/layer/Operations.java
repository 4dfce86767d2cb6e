package dev.bellows.deep.layer;

import java.util.List;

/**
 * What layers are computed by: a library's tensors of many rows. Every operation makes a new tensor
 * and leaves its arguments as they are.
 *
 * @param <T> the library's tensor, rows × the shape of a row
 */
public interface Operations<T> {

  /** A tensor of the network, by its whole name. */
  T tensor(String name);

  /** A convolution; {@code bias} is null where it has none. */
  T convolution(T input, T weight, T bias, Convolution layer);

  /** {@code input · weightᵀ + bias}; {@code bias} is null where there is none. */
  T linear(T input, T weight, T bias);

  /**
   * Batch normalisation: in training by the statistics of these rows, which are noted for the
   * running ones; else by the running ones.
   *
   * @param path what the names of its tensors begin with
   */
  T batchNorm(T input, String path, BatchNorm layer);

  /** The largest or the mean of each window. */
  T pool(T input, Pooling layer);

  /** The mean of each channel, 1 × 1. */
  T meanOfChannels(T input);

  /** A function of each element. */
  T activate(T input, Activation function);

  /** Drops elements in training; the input itself where nothing is dropped. */
  T drop(T input, double probability);

  /** One number of units in place of channels × height × width. */
  T flatten(T input);

  /** Every {@code stride}-th pixel, and zero channels around until there are so many. */
  T padChannels(T input, int channels, int stride);

  /** The sum of two tensors of one shape. */
  T add(T first, T second);

  /** The channels of all, one behind the other. */
  T concat(List<T> parts);

  /** Says that a tensor is not used again, but perhaps by the way backward. */
  void release(T tensor);
}

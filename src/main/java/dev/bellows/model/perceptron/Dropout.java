package dev.bellows.model.perceptron;

import dev.bellows.linalg.KeyedRandom;

/**
 * Which hidden units are dropped: a function of the key, the row's global number, the layer and the
 * unit (Srivastava and others, "Dropout: a simple way to prevent neural networks from overfitting",
 * 2014, in its inverted form).
 *
 * @param probability that a unit is dropped, 0 to below 1
 * @param key of the batch
 */
record Dropout(double probability, long key) {
  /** Nothing is dropped. */
  static final Dropout NONE = new Dropout(0, 0);

  /** Drops units of one layer, rows × units, in values and slopes alike. */
  <A> void apply(
      TileKernels<A> kernels, int layer, int units, A values, A slopes, long[] numbers, int rows) {
    if (probability == 0) {
      return;
    }
    long layerKey = KeyedRandom.key(key, layer);
    for (int r = 0; r < rows; r++) {
      long rowKey = KeyedRandom.key(layerKey, numbers[r]);
      kernels.drop(values, slopes, r * units, units, rowKey, probability);
    }
  }
}

/**
 * Floor 0: weights that other programs have trained. {@link dev.bellows.linalg.weights.WeightsFile}
 * is the door for every format; behind it the files of PyTorch are read by a {@code PickleReader}
 * that knows tensors, numbers, texts and dictionaries, makes nothing else and runs nothing.
 */
package dev.bellows.linalg.weights;

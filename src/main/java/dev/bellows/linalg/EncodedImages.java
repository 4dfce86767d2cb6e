package dev.bellows.linalg;

import java.util.Arrays;
import java.util.List;

/**
 * Images as they stand in files, still compressed, with their labels. They are decoded when a step
 * needs them.
 *
 * @param bytes the files one behind the other
 * @param starts {@code count + 1} positions: file {@code i} is {@code bytes[starts[i]]} to {@code
 *     bytes[starts[i + 1] - 1]}
 * @param labels one label an image: the number of its class
 * @param weights how much each image counts, 0 or more; empty where every image counts 1
 * @param names where each image comes from, for messages
 */
public record EncodedImages(
    byte[] bytes, int[] starts, double[] labels, double[] weights, List<String> names)
    implements Labelled {

  /** Checks that there are as many of everything and that the files fill the bytes. */
  public EncodedImages {
    names = List.copyOf(names);
    int count = labels.length;
    if (starts.length != count + 1
        || names.size() != count
        || weights.length > 0 && weights.length != count) {
      throw new IllegalArgumentException(
          "%d labels, %d starts, %d names and %d weights do not make images"
              .formatted(count, starts.length, names.size(), weights.length));
    }
    boolean ascending = starts[0] == 0 && starts[count] == bytes.length;
    for (int i = 0; i < count; i++) {
      ascending &= starts[i] <= starts[i + 1];
    }
    if (!ascending) {
      throw new IllegalArgumentException("the starts are not those of files behind each other");
    }
  }

  @Override
  public int count() {
    return labels.length;
  }

  /** How much an image counts. */
  @Override
  public double weight(int image) {
    return weights.length == 0 ? 1 : weights[image];
  }

  /** A copy of the bytes of an image's file. */
  public byte[] file(int image) {
    return Arrays.copyOfRange(bytes, starts[image], starts[image + 1]);
  }
}

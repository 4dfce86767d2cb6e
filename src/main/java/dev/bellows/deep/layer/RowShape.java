package dev.bellows.deep.layer;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shape of one row between two layers: channels × height × width of an image, or one number of
 * units.
 *
 * @param sizes one or three sizes, each at least 1, outermost first
 */
public record RowShape(List<Integer> sizes) implements Serializable {
  /** What a shape looks like where it is written. */
  public static final String WRITTEN = "[0-9]{1,9}(x[0-9]{1,9}x[0-9]{1,9})?";

  /** Checks the sizes. */
  public RowShape {
    sizes = List.copyOf(sizes);
    boolean known = sizes.size() == 1 || sizes.size() == 3;
    if (!known || sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          "a row of the shape %s; it has channels x height x width, or a number of units"
              .formatted(text(sizes)));
    }
    long product = 1;
    for (int size : sizes) {
      product *= size;
      if (product > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "a row of the shape %s has more than 2^31 - 9 numbers".formatted(text(sizes)));
      }
    }
  }

  /** An image. */
  public static RowShape image(int channels, int height, int width) {
    return new RowShape(List.of(channels, height, width));
  }

  /** So many units. */
  public static RowShape units(int number) {
    return new RowShape(List.of(number));
  }

  /**
   * Reads {@code 3x32x32} or {@code 784}.
   *
   * @throws IllegalArgumentException if it is no shape
   */
  public static RowShape parse(String text) {
    if (!text.matches(WRITTEN)) {
      throw new IllegalArgumentException(
          "'%s' is no shape; written is 3x32x32 for channels x height x width, or 784"
              .formatted(text));
    }
    return new RowShape(List.of(text.split("x")).stream().map(Integer::valueOf).toList());
  }

  /** Whether it has channels, a height and a width. */
  public boolean isImage() {
    return sizes.size() == 3;
  }

  /** The number of numbers in a row. */
  public int size() {
    return sizes.stream().reduce(1, (a, b) -> a * b);
  }

  /** The channels of an image. */
  public int channels() {
    return sizes.get(0);
  }

  /** The height of an image, in pixels. */
  public int height() {
    return sizes.get(1);
  }

  /** The width of an image, in pixels. */
  public int width() {
    return sizes.get(2);
  }

  /** This image. */
  RowShape requireImage() {
    if (!isImage()) {
      throw new IllegalArgumentException("it takes channels x height x width");
    }
    return this;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return text(sizes);
  }

  private static String text(List<Integer> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}

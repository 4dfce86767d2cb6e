package dev.bellows.deep.layer;

import java.io.Serializable;

/**
 * A height and a width in pixels.
 *
 * @param height 0 or more
 * @param width 0 or more
 */
public record Extent(int height, int width) implements Serializable {

  /** A square. */
  public static Extent square(int side) {
    return new Extent(side, side);
  }

  void require(int least, String what) {
    if (height < least || width < least) {
      throw new IllegalArgumentException(
          "%s of %s; it is at least %dx%d".formatted(what, window(), least, least));
    }
  }

  /** {@code 5x5}. */
  String window() {
    return height + "x" + width;
  }

  /** As an option behind others: nothing where it is the usual one. */
  String words(String key, int usual) {
    if (height == usual && width == usual) {
      return "";
    }
    return " " + key + " " + (height == width ? String.valueOf(height) : window());
  }

  /** How many windows fit into so many pixels. */
  static int windows(int pixels, int window, int stride, int padding) {
    int room = pixels + 2 * padding - window;
    if (room < 0) {
      throw new IllegalArgumentException(
          "it takes at least %d pixels of height and width with padding %d"
              .formatted(window - 2 * padding, padding));
    }
    return room / stride + 1;
  }
}

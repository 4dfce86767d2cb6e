package dev.bellows.image;

/**
 * A picture of 8 bits a channel.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param rgb red, green and blue of each pixel, row by row
 */
public record Pixels(int width, int height, byte[] rgb) {
  /** Red, green and blue. */
  public static final int CHANNELS = 3;

  /** Checks that there are as many bytes as pixels need. */
  public Pixels {
    if (width < 1 || height < 1 || rgb.length != Math.multiplyExact(width * CHANNELS, height)) {
      throw new IllegalArgumentException(
          "%d bytes are no picture of %d×%d".formatted(rgb.length, width, height));
    }
  }

  /** One channel (0 is red) of one pixel, from 0 to 255. */
  public int get(int x, int y, int channel) {
    return Byte.toUnsignedInt(rgb[(y * width + x) * CHANNELS + channel]);
  }

  /**
   * A part of it; what lies outside is black.
   *
   * @param left the column of the picture that becomes the first one; may be below 0
   * @param top the row that becomes the first one; may be below 0
   */
  Pixels crop(int left, int top, int newWidth, int newHeight) {
    byte[] part = new byte[Math.multiplyExact(newWidth * CHANNELS, newHeight)];
    int from = Math.max(0, left);
    int to = Math.min(width, left + newWidth);
    for (int y = Math.max(0, top); y < Math.min(height, top + newHeight) && from < to; y++) {
      System.arraycopy(
          rgb,
          (y * width + from) * CHANNELS,
          part,
          ((y - top) * newWidth + from - left) * CHANNELS,
          (to - from) * CHANNELS);
    }
    return new Pixels(newWidth, newHeight, part);
  }

  /** Its mirror image, left for right. */
  Pixels flip() {
    byte[] flipped = new byte[rgb.length];
    for (int y = 0; y < height; y++) {
      int row = y * width * CHANNELS;
      for (int x = 0; x < width; x++) {
        System.arraycopy(
            rgb, row + x * CHANNELS, flipped, row + (width - 1 - x) * CHANNELS, CHANNELS);
      }
    }
    return new Pixels(width, height, flipped);
  }
}

package dev.bellows.image;

import java.io.Serializable;

/**
 * Which sizes of images are decoded: it is asked when only the head of an image has been read.
 *
 * @param leastSide fewer pixels on a side are a mistake of whoever gathered the images
 * @param mostPixels more would fill the memory of a task
 */
public record ImageLimits(int leastSide, long mostPixels) implements Serializable {
  /** At least 8 pixels on a side, at most 2^26 (8192 × 8192, 192 MB) in all. */
  public static final ImageLimits DEFAULT = new ImageLimits(8, 1L << 26);

  /**
   * Checks a size.
   *
   * @throws BrokenImageException if it is beyond the limits
   */
  void require(int width, int height) throws BrokenImageException {
    if (width < leastSide || height < leastSide) {
      throw new BrokenImageException(
          "it is %,d × %,d pixels, and each side takes at least %d"
              .formatted(width, height, leastSide));
    }
    if ((long) width * height > mostPixels) {
      throw new BrokenImageException(
          "it is %,d × %,d pixels, and at most %,d are decoded"
              .formatted(width, height, mostPixels));
    }
  }
}

package dev.bellows.image;

import dev.bellows.linalg.KeyedRandom;
import java.io.Serializable;
import java.util.Optional;

/**
 * One step from the picture in a file to the one that a network sees, as torchvision has it. What
 * it draws comes from the random numbers it is given and from nowhere else.
 */
public sealed interface ImageTransform extends Serializable {

  /** Applies it. */
  Pixels apply(Pixels in, KeyedRandom random);

  /** As {@link ImageWords} reads it. */
  String words();

  /** The size of what it makes, where that does not depend on the picture. */
  default Optional<Size> size() {
    return Optional.empty();
  }

  /** Whether what it makes is as large as what it is given. */
  default boolean keepsSize() {
    return false;
  }

  /** Whether it draws. */
  default boolean isRandom() {
    return false;
  }

  /** A size in pixels. */
  record Size(int height, int width) implements Serializable {
    @Override
    public String toString() {
      return width + "x" + height;
    }

    /** A square's side alone. */
    private String words() {
      return width == height ? String.valueOf(width) : toString();
    }
  }

  /**
   * The shorter side gets so many pixels, and the longer one as many as keep the picture's form.
   */
  record ResizeShorter(int side) implements ImageTransform {
    @Override
    public Pixels apply(Pixels in, KeyedRandom random) {
      boolean upright = in.width() <= in.height();
      int shorter = upright ? in.width() : in.height();
      int longer = (int) ((long) side * (upright ? in.height() : in.width()) / shorter);
      return BilinearResize.resize(in, upright ? side : longer, upright ? longer : side);
    }

    @Override
    public String words() {
      return "resize " + side;
    }
  }

  /** All pictures get this size, whatever their form. */
  record ResizeTo(int width, int height) implements ImageTransform {
    @Override
    public Pixels apply(Pixels in, KeyedRandom random) {
      return BilinearResize.resize(in, width, height);
    }

    @Override
    public String words() {
      return "resize " + new Size(height, width);
    }

    @Override
    public Optional<Size> size() {
      return Optional.of(new Size(height, width));
    }
  }

  /** The middle of the picture; black is put around a smaller one. */
  record CentreCrop(int width, int height) implements ImageTransform {
    @Override
    public Pixels apply(Pixels in, KeyedRandom random) {
      return in.crop(start(in.width(), width), start(in.height(), height), width, height);
    }

    @Override
    public String words() {
      return "center-crop " + new Size(height, width).words();
    }

    private static int start(int from, int to) {
      // Halves go to the even number, as Python's round has it; black to the end.
      return from >= to ? (int) Math.rint((from - to) / 2.0) : -((to - from) / 2);
    }

    @Override
    public Optional<Size> size() {
      return Optional.of(new Size(height, width));
    }
  }

  /** A part of this size from anywhere, after black was put around the picture. */
  record RandomCrop(int width, int height, int padding) implements ImageTransform {
    @Override
    public Pixels apply(Pixels in, KeyedRandom random) {
      int left = (int) (random.nextDouble() * Math.max(1, in.width() + 2 * padding - width + 1));
      int top = (int) (random.nextDouble() * Math.max(1, in.height() + 2 * padding - height + 1));
      return in.crop(left - padding, top - padding, width, height);
    }

    @Override
    public String words() {
      String size = "random-crop " + new Size(height, width).words();
      return padding == 0 ? size : size + " padding " + padding;
    }

    @Override
    public Optional<Size> size() {
      return Optional.of(new Size(height, width));
    }

    @Override
    public boolean isRandom() {
      return true;
    }
  }

  /**
   * A part of random area and form, resized to a square: torchvision's RandomResizedCrop.
   *
   * @param side of the square
   * @param leastArea of the part, as a share of the picture's
   * @param mostArea at most 1
   * @param leastRatio of width to height
   * @param mostRatio at least the least
   */
  record RandomResizedCrop(
      int side, double leastArea, double mostArea, double leastRatio, double mostRatio)
      implements ImageTransform {
    private static final int TRIES = 10;

    /** With torchvision's defaults: 0.08 to 1 of the area, forms from 3:4 to 4:3. */
    RandomResizedCrop(int side) {
      this(side, 0.08, 1, 3.0 / 4, 4.0 / 3);
    }

    @Override
    public Pixels apply(Pixels in, KeyedRandom random) {
      Box box = box(in.width(), in.height(), random);
      Pixels part = in.crop(box.left, box.top, box.width, box.height);
      return BilinearResize.resize(part, side, side);
    }

    @Override
    public String words() {
      RandomResizedCrop usual = new RandomResizedCrop(side);
      String words = "random-resized-crop " + side;
      if (leastArea != usual.leastArea || mostArea != usual.mostArea) {
        words += " area " + leastArea + " " + mostArea;
      }
      if (leastRatio != usual.leastRatio || mostRatio != usual.mostRatio) {
        words += " ratio " + leastRatio + " " + mostRatio;
      }
      return words;
    }

    /** A part of a picture. */
    record Box(int left, int top, int width, int height) {}

    Box box(int width, int height, KeyedRandom random) {
      double least = StrictMath.log(leastRatio);
      double most = StrictMath.log(mostRatio);
      for (int i = 0; i < TRIES; i++) {
        double area =
            (double) width * height * (leastArea + (mostArea - leastArea) * random.nextDouble());
        double ratio = StrictMath.exp(least + (most - least) * random.nextDouble());
        int partWidth = (int) Math.rint(Math.sqrt(area * ratio));
        int partHeight = (int) Math.rint(Math.sqrt(area / ratio));
        if (0 < partWidth && partWidth <= width && 0 < partHeight && partHeight <= height) {
          int top = (int) (random.nextDouble() * (height - partHeight + 1));
          int left = (int) (random.nextDouble() * (width - partWidth + 1));
          return new Box(left, top, partWidth, partHeight);
        }
      }
      return middle(width, height);
    }

    /** Where nothing fitted: the largest part in the middle of an allowed form. */
    private Box middle(int width, int height) {
      double ratio = (double) width / height;
      int partWidth = ratio > mostRatio ? (int) Math.rint(height * mostRatio) : width;
      int partHeight = ratio < leastRatio ? (int) Math.rint(width / leastRatio) : height;
      return new Box((width - partWidth) / 2, (height - partHeight) / 2, partWidth, partHeight);
    }

    @Override
    public Optional<Size> size() {
      return Optional.of(new Size(side, side));
    }

    @Override
    public boolean isRandom() {
      return true;
    }
  }

  /** The mirror image, left for right, of some pictures. */
  record RandomFlip(double probability) implements ImageTransform {
    /** What nobody says. */
    static final double HALF = 0.5;

    @Override
    public Pixels apply(Pixels in, KeyedRandom random) {
      return random.nextDouble() < probability ? in.flip() : in;
    }

    @Override
    public String words() {
      return probability == HALF ? "flip" : "flip " + probability;
    }

    @Override
    public boolean keepsSize() {
      return true;
    }

    @Override
    public boolean isRandom() {
      return true;
    }
  }
}

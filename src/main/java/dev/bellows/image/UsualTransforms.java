package dev.bellows.image;

import java.util.ArrayList;
import java.util.List;

/**
 * The transforms that the books take for networks of a shape, as {@link ImageWords} reads them: for
 * pictures of any size those that torchvision's networks were trained and are measured with, for
 * the tiny ones of CIFAR those of the papers about them.
 */
public final class UsualTransforms {
  // torchvision's references resize to 256 before they crop 224.
  private static final double RESIZED = 256.0 / 224;
  private static final int CIFAR_PADDING = 4;

  private UsualTransforms() {}

  /**
   * In training.
   *
   * @param size that the network takes
   * @param asTheyAre whether the pictures have that size, as CIFAR's may
   * @param normalization what stands last
   */
  public static List<String> training(
      ImageTransform.Size size, boolean asTheyAre, Normalization normalization) {
    List<String> words = new ArrayList<>();
    if (asTheyAre) {
      words.add("random-crop " + side(size) + " padding " + CIFAR_PADDING);
    } else if (isSquare(size)) {
      words.add("random-resized-crop " + side(size));
    } else {
      words.add("resize " + size);
    }
    words.add("flip");
    return ended(words, normalization);
  }

  /** Everywhere else, of the middle of a picture; see {@link #training}. */
  public static List<String> evaluation(
      ImageTransform.Size size, boolean asTheyAre, Normalization normalization) {
    List<String> words = new ArrayList<>();
    if (!asTheyAre && isSquare(size)) {
      words.add("resize " + Math.round(size.width() * RESIZED));
    }
    words.add((asTheyAre || isSquare(size) ? "center-crop " : "resize ") + side(size));
    return ended(words, normalization);
  }

  private static boolean isSquare(ImageTransform.Size size) {
    return size.width() == size.height();
  }

  /** One number, where it is enough. */
  private static String side(ImageTransform.Size size) {
    return isSquare(size) ? String.valueOf(size.width()) : size.toString();
  }

  private static List<String> ended(List<String> words, Normalization normalization) {
    if (!normalization.equals(Normalization.UNIT)) {
      words.add(normalization.words());
    }
    return words;
  }
}

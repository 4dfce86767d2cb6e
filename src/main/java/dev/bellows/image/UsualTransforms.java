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
   * @param normalization what stands last
   */
  public static List<String> training(ImageTransform.Size size, Normalization normalization) {
    List<String> words = new ArrayList<>();
    if (size.width() == size.height()) {
      words.add("random-resized-crop " + size.width());
    } else {
      words.add("resize " + size);
    }
    words.add("flip");
    return ended(words, normalization);
  }

  /** Everywhere else, of the middle of a picture. */
  public static List<String> evaluation(ImageTransform.Size size, Normalization normalization) {
    List<String> words = new ArrayList<>();
    if (size.width() == size.height()) {
      words.add("resize " + Math.round(size.width() * RESIZED));
      words.add("center-crop " + size.width());
    } else {
      words.add("resize " + size);
    }
    return ended(words, normalization);
  }

  /** In training with pictures that have the size that the network takes, such as CIFAR's. */
  public static List<String> trainingAsTheyAre(
      ImageTransform.Size size, Normalization normalization) {
    String side = size.width() == size.height() ? "" + size.width() : size.toString();
    return ended(
        new ArrayList<>(List.of("random-crop " + side + " padding " + CIFAR_PADDING, "flip")),
        normalization);
  }

  /** The same everywhere else. */
  public static List<String> evaluationAsTheyAre(
      ImageTransform.Size size, Normalization normalization) {
    String side = size.width() == size.height() ? "" + size.width() : size.toString();
    return ended(new ArrayList<>(List.of("center-crop " + side)), normalization);
  }

  private static List<String> ended(List<String> words, Normalization normalization) {
    if (!normalization.equals(Normalization.UNIT)) {
      words.add(normalization.words());
    }
    return words;
  }
}

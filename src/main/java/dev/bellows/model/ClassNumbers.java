package dev.bellows.model;

/** Labels of classifiers are whole numbers from 0 on. */
final class ClassNumbers {
  private ClassNumbers() {}

  /**
   * The class that a label names.
   *
   * @throws IllegalArgumentException if there is none
   */
  static int of(double label, int classes) {
    int number = (int) label;
    if (number != label || number < 0 || number >= classes) {
      throw new IllegalArgumentException(
          "label %s; labels of %d classes are the whole numbers from 0 to %d"
              .formatted(label, classes, classes - 1));
    }
    return number;
  }
}

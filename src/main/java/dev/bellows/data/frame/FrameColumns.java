package dev.bellows.data.frame;

import java.io.Serializable;

/**
 * Which columns of a DataFrame make the rows of a training.
 *
 * @param features a vector, an array of numbers, or one number
 * @param label a number
 * @param weight how much a row counts, a number of at least 0; null: every row counts 1
 * @param held whether a row is held out, true or false; null: none is
 * @param classes what labels are
 * @param skip whether rows with a null, or a number that is not finite, are left out; they are an
 *     error otherwise
 */
public record FrameColumns(
    String features, String label, String weight, String held, Classes classes, boolean skip)
    implements Serializable {

  /**
   * What labels are.
   *
   * @param areNumbers whether a label is any number, else the number of a class, 0 or more
   * @param most how many classes there are at most
   * @param declared how many classes there are; 0: as many as the labels say
   */
  public record Classes(boolean areNumbers, int most, int declared) implements Serializable {
    private static final int MOST = 100_000; // more is a label that is no class

    /** Labels are numbers, as of a regression. */
    public static final Classes NONE = new Classes(true, 0, 0);

    /** Labels are classes, of which there are as many as the labels say. */
    public static final Classes ANY = new Classes(false, MOST, 0);

    /** Labels are so many classes. */
    public static Classes of(int count) {
      return new Classes(false, count, count);
    }

    boolean allow(double label) {
      return areNumbers || label >= 0 && label < most && label == Math.rint(label);
    }

    String allowed() {
      return "it takes the classes 0 to " + (most - 1);
    }
  }
}

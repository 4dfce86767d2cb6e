package dev.bellows.deep.torch;

import dev.bellows.linalg.EncodedImages;
import dev.bellows.linalg.Labelled;
import dev.bellows.linalg.LabelledRows;
import dev.bellows.linalg.Rows;

/** A row that a network is to see. */
sealed interface Chosen {

  /** One of some examples, whose number in the whole data set is {@code number}. */
  static Chosen of(Labelled examples, int row, long number) {
    return examples instanceof EncodedImages images
        ? new OfPictures(images, row, number)
        : new OfNumbers(((LabelledRows) examples).features(), row);
  }

  /** A row of numbers. */
  record OfNumbers(Rows rows, int row) implements Chosen {}

  /** A picture in a file. */
  record OfPictures(EncodedImages images, int image, long number) implements Chosen {}
}

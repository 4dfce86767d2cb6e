package dev.bellows.linalg;

/** Examples that each have a label, and may count more or less than others. */
public sealed interface Labelled extends Examples permits LabelledRows, EncodedImages {

  /** One label an example. */
  double[] labels();

  /** How much an example counts. */
  double weight(int example);
}

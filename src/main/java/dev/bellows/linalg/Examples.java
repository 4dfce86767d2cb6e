package dev.bellows.linalg;

import java.io.Serializable;

/**
 * The piece of data that an objective is asked about: numbered examples, packed into flat arrays.
 * Engines only count and choose them; what an example is, its objective knows.
 */
public sealed interface Examples extends Serializable permits Labelled, WordWindows {

  /** The number of examples. */
  int count();
}

package dev.bellows.app;

import dev.bellows.InputException;

/** Options that count something. */
final class AtLeastOne {
  private AtLeastOne() {}

  /** Checks an option's value. */
  static void require(String option, int value) {
    if (value < 1) {
      throw new InputException("%s %d is not allowed; it takes 1 or more".formatted(option, value));
    }
  }
}

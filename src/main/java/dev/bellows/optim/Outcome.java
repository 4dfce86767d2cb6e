package dev.bellows.optim;

/** What became of one gradient that was given to an optimizer. */
public enum Outcome {
  /** The parameters were updated. */
  UPDATED,
  /** The gradient was kept for an update that comes later. */
  HELD,
  /** The gradient was thrown away. */
  SKIPPED,
  /** The gradient was thrown away as so many before it that training should end. */
  REFUSED
}

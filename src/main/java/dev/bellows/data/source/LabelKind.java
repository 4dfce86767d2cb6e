package dev.bellows.data.source;

/** What the labels of rows are. */
public enum LabelKind {
  /** There are none, or nobody asks for them. */
  NONE,
  /** Finite numbers. */
  NUMBERS,
  /** Names of classes: finite numbers, or any other text that is not empty. */
  CLASSES
}

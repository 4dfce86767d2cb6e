package dev.bellows.embed.replica;

/** What is predicted from what. */
public enum Objective {
  /** Each context of a window and its centre. */
  SKIP_GRAM,
  /** The mean of a window's contexts and its centre. */
  CBOW
}

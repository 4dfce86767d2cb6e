package dev.bellows.search;

/** How a leg ended. */
public enum Status {
  /** It used up its budget, or came to its own end before. */
  FINISHED,
  /** A number was no longer finite. */
  DIVERGED,
  /** Something went wrong; the search goes on without this trial. */
  FAILED
}

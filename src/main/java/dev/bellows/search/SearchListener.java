package dev.bellows.search;

/**
 * Is told what happens during a search, on the thread that runs it; every method may be left out.
 */
public interface SearchListener {

  /** The rows are there, and trials are about to begin. */
  default void onStart(SearchStart start) {}

  /** A leg ended and is on record. */
  default void onLeg(LegResult result, SearchProgress progress) {}

  /** The search ended; not called when an exception ended it. */
  default void onEnd(SearchResult result) {}

  /** Asked several times a second: whether to stop here. Legs under way are given up. */
  default boolean wantsToStop() {
    return false;
  }
}

package dev.bellows.search;

import dev.bellows.search.strategy.Leg;
import java.time.Duration;
import java.util.Deque;
import java.util.List;

/** Trains legs, several at a time. For one thread, on which nothing but waiting takes long. */
interface Crew extends AutoCloseable {

  /** Takes a group whose rows are in Spark's cache. */
  void put(int group, List<Fold> folds);

  /**
   * Begins as many legs as there is room for.
   *
   * @param waiting in the order in which they should begin; those begun are taken out
   * @param bar parameters are wanted of legs that come before it
   */
  void begin(Deque<Leg> waiting, Rank bar);

  /** How many legs were begun and have not been handed over. */
  int running();

  /** The legs that have ended, after waiting for one. */
  List<LegOutcome> ended(Duration patience) throws InterruptedException;

  /** Gives up what is still running. */
  @Override
  void close();
}

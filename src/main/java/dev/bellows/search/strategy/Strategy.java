package dev.bellows.search.strategy;

import java.util.List;

/**
 * Decides which trial is trained how far. What it decides depends on the results alone, and never
 * on the order in which they arrive, so that a search gives the same table on any number of tasks
 * and after any interruption. Not for use by several threads at once.
 */
public interface Strategy {

  /**
   * The legs that may be begun now and were not handed out before, in the order in which they
   * should be begun; empty where something has to be reported first, and at the end.
   */
  List<Leg> next();

  /**
   * Tells how a leg ended. Every leg that was handed out is reported once.
   *
   * @param score the smaller the better; not a number where the trial failed or diverged, which
   *     ends it
   */
  void report(Leg leg, double score);

  /**
   * Whether a trial is still trained or may still be: what is kept of one that is not is thrown
   * away. Once false it stays so. A strategy that cannot tell leaves it at this.
   */
  default boolean mayGoOn(int trial) {
    return !done();
  }

  /** Whether nothing more will be handed out: every leg was, and was reported. */
  boolean done();
}

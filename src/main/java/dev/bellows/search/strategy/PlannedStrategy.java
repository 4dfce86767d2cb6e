package dev.bellows.search.strategy;

/** A strategy that can say beforehand how much work there will be. */
public sealed interface PlannedStrategy extends Strategy permits Brackets, Asha {

  /** How many trials it decides about; they are numbered from 0. */
  int trials();

  /**
   * All the work of the search, that which is done and that which will be, as far as it is known:
   * at first that of a search in which no trial fails, at the end that which was done. It only
   * shrinks, but for that of {@link Asha}, which is a guess until the end.
   */
  Plan plan();

  /**
   * Whether a trial is still trained or may still be: what is kept of one that is not may be thrown
   * away. Once false it stays so, and at the end it is for all.
   */
  boolean mayGoOn(int trial);

  /**
   * What it does, for the user's screen: {@code 27 trials to 1 epoch, 9 to 3, 3 to 9}.
   *
   * @param unit what budgets count, in the singular
   */
  String describe(String unit);
}

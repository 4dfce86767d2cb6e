package dev.bellows.search.strategy;

/**
 * How much work a search is, for a progress bar.
 *
 * @param trials how many trials there are
 * @param legs how many legs all of them have together
 * @param budget what these legs use up together, in epochs or steps; a trial that goes on does so
 *     from where it was
 */
public record Plan(int trials, int legs, long budget) {

  /** Both together. */
  Plan plus(Plan other) {
    return new Plan(trials + other.trials, legs + other.legs, budget + other.budget);
  }
}

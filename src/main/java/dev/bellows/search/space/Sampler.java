package dev.bellows.search.space;

import java.util.List;

/** How trials that are not those of a grid are taken from a space. */
public enum Sampler {
  /** Independent points. */
  RANDOM,
  /** Points of Sobol's sequence, more evenly spread than random ones. */
  SOBOL,
  /** Points of Halton's sequence, more evenly spread than random ones. */
  HALTON;

  /**
   * Some trials of a space, the same for the same seed.
   *
   * @param trials at least 1
   * @throws dev.bellows.InputException if it is less, or the space has more keys than the sequence
   *     has dimensions
   */
  public List<Trial> draw(Space space, int trials, long seed) {
    return switch (this) {
      case RANDOM -> Points.random(space, trials, seed);
      case SOBOL -> Points.sobol(space, trials, seed);
      case HALTON -> Points.halton(space, trials, seed);
    };
  }
}

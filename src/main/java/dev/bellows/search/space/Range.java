package dev.bellows.search.space;

import java.util.List;
import java.util.Optional;

/**
 * What values a setting may have, and how they lie: a range is drawn from in its own scale. A range
 * does not know whose it is, so it only says what is wrong with it; {@link Dimension} refuses it.
 */
public sealed interface Range permits Choice, Uniform, LogUniform, Whole {

  /**
   * The value at a place of the range.
   *
   * @param u from 0 to below 1; evenly spread numbers give values evenly spread in the range's
   *     scale
   */
  Object at(double u);

  /**
   * The values that a grid takes, in order and none twice.
   *
   * @throws IllegalStateException if {@link #hasGrid} is false
   */
  List<Object> grid();

  /** Whether it is known what values a grid takes. */
  boolean hasGrid();

  /** What makes it impossible to draw from it, in words that go behind the setting's name. */
  Optional<String> fault();

  /** The range in a few words, as a job file has it. */
  String written();
}

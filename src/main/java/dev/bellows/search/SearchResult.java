package dev.bellows.search;

import dev.bellows.search.space.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a search leaves.
 *
 * <p>Each leg's metric counts, and a trial stands by the best of its legs: where it got worse the
 * further it was trained, by an early one, at whose end its model was kept. See {@link
 * LegResult#bestFirst}.
 *
 * @param legs all legs, by trial, then by rung
 * @param best the trials whose models were kept, the best first; empty where no trial has finished
 *     a leg
 * @param complete whether the strategy came to its end; false when the search was stopped
 * @param seconds since the search, or its resumption, began
 */
public record SearchResult(
    List<LegResult> legs, List<Standing> best, boolean complete, double seconds) {

  /**
   * A trial whose model was kept.
   *
   * @param leg the best of its legs, at whose end it had these parameters
   * @param models a safetensors file for each fold; gone with the search where it had no directory
   * @param parameters what is in them, as the objective's layout has it
   */
  public record Standing(
      Trial trial, LegResult leg, List<Path> models, List<double[]> parameters) {}

  /** The best trial, if any has finished a leg. */
  public Optional<Standing> winner() {
    return best.stream().findFirst();
  }
}

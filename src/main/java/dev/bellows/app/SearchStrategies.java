package dev.bellows.app;

import dev.bellows.Settings;
import dev.bellows.search.space.Points;
import dev.bellows.search.space.Space;
import dev.bellows.search.space.Trial;
import dev.bellows.search.strategy.Asha;
import dev.bellows.search.strategy.FullBudget;
import dev.bellows.search.strategy.Hyperband;
import dev.bellows.search.strategy.PlannedStrategy;
import dev.bellows.search.strategy.SuccessiveHalving;
import java.util.List;

/** Makes the trials and the strategy that the settings of a search name. */
final class SearchStrategies {
  private SearchStrategies() {}

  /**
   * The trials.
   *
   * @param budget the whole budget of a trial
   */
  static List<Trial> trials(Settings settings, Space space, long budget) {
    long seed = settings.get(SearchSettings.SEED);
    return switch (settings.get(SearchSettings.STRATEGY)) {
      case GRID -> Points.grid(space);
      case RANDOM -> Points.random(space, count(settings), seed);
      case SOBOL -> Points.sobol(space, count(settings), seed);
      case HALTON -> Points.halton(space, count(settings), seed);
      case SUCCESSIVE_HALVING, ASHA ->
          settings.get(SearchSettings.SAMPLER).draw(space, count(settings), seed);
      case HYPERBAND ->
          settings
              .get(SearchSettings.SAMPLER)
              .draw(space, hyperband(settings, budget).trials(), seed);
    };
  }

  private static int count(Settings settings) {
    return Math.toIntExact(settings.get(SearchSettings.TRIALS));
  }

  /** The strategy for so many trials. */
  static PlannedStrategy of(Settings settings, int trials, long budget) {
    long least = settings.get(SearchSettings.MIN_BUDGET);
    int eta = Math.toIntExact(settings.get(SearchSettings.ETA));
    return switch (settings.get(SearchSettings.STRATEGY)) {
      case GRID, RANDOM, SOBOL, HALTON -> new FullBudget(trials, budget);
      case SUCCESSIVE_HALVING -> new SuccessiveHalving(trials, least, budget, eta);
      case ASHA ->
          new Asha(
              trials, least, budget, eta, Math.toIntExact(settings.get(SearchSettings.WORKERS)));
      case HYPERBAND -> hyperband(settings, budget);
    };
  }

  private static Hyperband hyperband(Settings settings, long budget) {
    return new Hyperband(
        settings.get(SearchSettings.MIN_BUDGET),
        budget,
        Math.toIntExact(settings.get(SearchSettings.ETA)));
  }
}

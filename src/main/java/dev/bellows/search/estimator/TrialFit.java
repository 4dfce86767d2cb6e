package dev.bellows.search.estimator;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a trial of a {@link SearchEstimator} went, fitted once for each fold.
 *
 * @param trial 0 for the first
 * @param settings the values of the keys that apply to it, in the order of the space, as texts
 * @param budget what the budget's param was set to; 0 where the strategy needs none
 * @param metric the evaluator's, the mean over the folds; not a number where a fit failed
 * @param seconds that fitting and evaluating took, all folds together; how long it was on a cluster
 *     that other fits were using too
 * @param reason why it failed, in one line; empty where it did not
 */
public record TrialFit(
    int trial,
    Map<String, String> settings,
    long budget,
    double metric,
    double seconds,
    Optional<String> reason) {

  /** Keeps an unmodifiable copy in the same order. */
  public TrialFit {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Whether all folds were fitted and have a metric. */
  public boolean finished() {
    return reason.isEmpty();
  }

  /**
   * The one with the best metric, whatever its budget; of those with the same the one that had it
   * for less, then the first trial; nothing if all failed.
   */
  static Optional<TrialFit> best(List<TrialFit> fits, boolean largerIsBetter) {
    Comparator<TrialFit> byMetric = Comparator.comparingDouble(TrialFit::metric);
    return fits.stream()
        .filter(TrialFit::finished)
        .min(
            (largerIsBetter ? byMetric.reversed() : byMetric)
                .thenComparingLong(TrialFit::budget)
                .thenComparingInt(TrialFit::trial));
  }
}

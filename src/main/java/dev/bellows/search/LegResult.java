package dev.bellows.search;

import dev.bellows.search.strategy.Leg;
import java.io.Serializable;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a leg ended, and how good the trial is then. But for {@code seconds} all of it is a function
 * of seed and data.
 *
 * @param value the metric's value, mean over the folds; not a number unless finished
 * @param figures everything that was measured, by name, means over the folds: {@code loss}, {@code
 *     validation-loss} where rows are held out, and the objective's own figures; empty unless
 *     finished
 * @param steps the steps that the trial has taken since its start, in all folds together
 * @param seconds the seconds that the leg took in the task or engine, evaluations included
 * @param reason what went wrong; of a finished leg: why it ended before its budget, and empty where
 *     it used it up
 */
public record LegResult(
    Leg leg,
    Status status,
    double value,
    Map<String, Double> figures,
    long steps,
    double seconds,
    String reason)
    implements Serializable {

  /** Keeps an unmodifiable copy of the figures, in the same order. */
  public LegResult {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }

  /**
   * The order in which finished legs are ranked: the better value first, whatever the budget, then
   * the smaller budget, then the smaller number of the trial.
   */
  public static Comparator<LegResult> bestFirst(Metric metric) {
    return Comparator.comparing(result -> Rank.of(result, metric));
  }

  /** Whether the trial is good for anything. */
  public boolean finished() {
    return status == Status.FINISHED;
  }
}

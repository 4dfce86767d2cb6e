package dev.bellows.search;

import dev.bellows.InputException;
import dev.bellows.linalg.Layout;
import dev.bellows.search.strategy.Leg;
import dev.bellows.train.checkpoint.Checkpoint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a leg.
 *
 * @param result what goes on record
 * @param checkpoints where each fold's training can go on; empty where it need not
 * @param parameters those of each fold; empty where the trial is not among the best
 * @param layout what they are; null where there are none
 */
record LegOutcome(
    LegResult result, List<Checkpoint> checkpoints, List<double[]> parameters, Layout layout)
    implements Serializable {

  /** A leg that could not be trained at all. */
  static LegOutcome failed(Leg leg, double seconds, Throwable failure) {
    return failed(leg, seconds, reason(failure));
  }

  /** The same, with the reason in one line. */
  static LegOutcome failed(Leg leg, double seconds, String reason) {
    return new LegOutcome(bad(leg, Status.FAILED, 0, seconds, reason), List.of(), List.of(), null);
  }

  private static LegResult bad(Leg leg, Status status, long steps, double seconds, String reason) {
    return new LegResult(leg, status, Double.NaN, Map.of(), steps, seconds, reason);
  }

  /** What a user is told of a failure, in one line. */
  static String reason(Throwable failure) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String line =
        message.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    return failure instanceof InputException
        ? line
        : failure.getClass().getSimpleName() + (line.isEmpty() ? "" : ": " + line);
  }

  /**
   * The result of a leg: the means over the folds, or what went wrong in the first that did.
   *
   * @param folds as far as they were trained
   * @param of how many there are
   */
  static LegResult result(Leg leg, Metric metric, List<FoldOutcome> folds, int of, double seconds) {
    long steps = folds.stream().mapToLong(FoldOutcome::steps).sum();
    FoldOutcome last = folds.get(folds.size() - 1);
    if (last.status() != Status.FINISHED) {
      return bad(leg, last.status(), steps, seconds, inFold(last.reason(), folds.size(), of));
    }
    Map<String, Double> means = means(folds);
    if (!means.containsKey(metric.name())) {
      return bad(leg, Status.FAILED, steps, seconds, metric.missing(means.keySet()));
    }
    double value = means.get(metric.name());
    if (!Double.isFinite(value)) {
      String reason = "%s became %s".formatted(metric.name(), value);
      return bad(leg, Status.DIVERGED, steps, seconds, reason);
    }
    List<String> reasons = new ArrayList<>();
    for (int fold = 0; fold < of; fold++) {
      if (!folds.get(fold).reason().isEmpty()) {
        reasons.add(inFold(folds.get(fold).reason(), fold + 1, of));
      }
    }
    return new LegResult(
        leg, Status.FINISHED, value, means, steps, seconds, String.join("; ", reasons));
  }

  private static String inFold(String reason, int number, int of) {
    return of == 1 ? reason : "fold %d: %s".formatted(number, reason);
  }

  private static Map<String, Double> means(List<FoldOutcome> folds) {
    Map<String, Double> means = new LinkedHashMap<>(folds.get(0).figures());
    folds.forEach(fold -> means.keySet().retainAll(fold.figures().keySet()));
    means.replaceAll(
        (name, first) -> {
          double sum = 0;
          for (FoldOutcome fold : folds) {
            sum += fold.figures().get(name);
          }
          return sum / folds.size();
        });
    return means;
  }
}

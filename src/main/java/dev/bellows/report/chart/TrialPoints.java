package dev.bellows.report.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The trials of a search as pictures show them.
 *
 * @param title above the picture
 * @param settings what was tried
 * @param metric the name of what was measured
 * @param ascending whether a smaller metric is the better one
 * @param trials in the order of their numbers
 * @param best the number of the one to be marked; negative for none
 */
public record TrialPoints(
    String title,
    List<Axis> settings,
    String metric,
    boolean ascending,
    List<Point> trials,
    int best) {

  /** How the values of a setting stand beside each other. */
  public enum Scale {
    /** At the same distance from each other, each with its name. */
    NAMES,
    LINEAR,
    LOG
  }

  /**
   * A setting.
   *
   * @param name its key
   */
  public record Axis(String name, Scale scale) {}

  /**
   * A trial.
   *
   * @param number the trial's number
   * @param values a number, flag or text for each setting; null where it does not apply
   * @param metric not a number where the trial failed or was never measured
   * @param whole whether it was trained to the end, and not left early
   */
  public record Point(int number, List<Object> values, double metric, boolean whole) {

    /** Keeps an unmodifiable copy. */
    public Point {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** Whether there is a metric to show. */
    boolean measured() {
      return Double.isFinite(metric);
    }
  }

  /** Keeps unmodifiable copies. */
  public TrialPoints {
    settings = List.copyOf(settings);
    trials = List.copyOf(trials);
    for (Point trial : trials) {
      if (trial.values().size() != settings.size()) {
        throw new IllegalArgumentException(
            "trial %d has %d values for %d settings"
                .formatted(trial.number(), trial.values().size(), settings.size()));
      }
    }
  }

  /** The trial to be marked, if it was measured. */
  Optional<Point> winner() {
    return trials.stream().filter(trial -> trial.number() == best && trial.measured()).findFirst();
  }

  /** The trials that were measured, the worst first; of equal ones the first trial comes last. */
  List<Point> worstFirst() {
    List<Point> sorted = new ArrayList<>(trials.stream().filter(Point::measured).toList());
    sorted.sort(
        (a, b) -> {
          int order = Double.compare(a.metric(), b.metric());
          int worst = ascending ? -order : order;
          return worst == 0 ? Integer.compare(b.number(), a.number()) : worst;
        });
    return sorted;
  }

  /** The values that trials have for a setting, without those where it does not apply. */
  List<Object> valuesOf(int setting) {
    return trials.stream()
        .map(trial -> trial.values().get(setting))
        .filter(Objects::nonNull)
        .toList();
  }
}
